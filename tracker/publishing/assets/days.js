// Days as integers, as the log counts them: 1 is 1 January of the year 1; the calendar is the Gregorian one throughout.

const EPOCH = 719163; // the day number of 1970-01-01
const MONTHS = [
  "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
  "December",
];

function civil(day) {
  const date = new Date((day - EPOCH) * 86400000);
  return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
}

function dayNumber(year, month, day) {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return Math.round(date.getTime() / 86400000) + EPOCH;
}

function dayText(day) {
  const [year, month, date] = civil(day);
  const two = (number) => String(number).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(date)}`;
}

// The integer of a day written YYYY-MM-DD, from the year 1 to the year 9999; null for anything else.
function parseDay(text) {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (!match || Number(match[1]) < 1) return null;
  const day = dayNumber(Number(match[1]), Number(match[2]), Number(match[3]));
  return dayText(day) === text ? day : null;
}

function dayWords(day) {
  const [year, month, date] = civil(day);
  return `${date} ${MONTHS[month - 1]} ${year}`;
}

// The same day of a month before or after; the 31st falls back to a shorter month's last day.
function monthsAfter(day, months) {
  const [year, month, date] = civil(day);
  const first = dayNumber(year, month + months, 1);
  const length = dayNumber(year, month + months + 1, 1) - first;
  return first + Math.min(date, length) - 1;
}
