// The read model's rectangles: where every subject stands as of any day, known by any day.
// How they are packed is told in packing.py; `board(asOf, knownBy)` gives what `tracker status --format json` prints.

const EVERYTHING = 1073741824; // known by: all that is known now; also a day beyond every other
const WIDTH = 5; // numbers of a rectangle

function unpackInto(stretches, at, packed) {
  let first = 0;
  let known = 0;
  for (let i = 0; i < packed.length; i += WIDTH) {
    first += packed[i];
    known += packed[i + 2];
    stretches[at] = first;
    stretches[at + 1] = packed[i + 1] ? first + packed[i + 1] - 1 : EVERYTHING;
    stretches[at + 2] = known;
    stretches[at + 3] = packed[i + 3] ? known + packed[i + 3] - 1 : EVERYTHING;
    stretches[at + 4] = packed[i + 4];
    at += WIDTH;
  }
  return at;
}

function holds(stretches, at, day, known) {
  return stretches[at] <= day && day <= stretches[at + 1] && stretches[at + 2] <= known && known <= stretches[at + 3];
}

// How a day compares with the window in which the next round is due.
function verdict(from, to, day) {
  if (!from || !to) return "unknown";
  if (day < from) return "on track";
  return day <= to ? "due" : "overdue";
}

function openRectangles(packed) {
  const { values, rows, rounds } = packed;
  const count = packed.subjects.reduce(
    (sum, subject) => sum + subject[5].length + subject[6].reduce((all, one) => all + one.length, 0), 0);
  const stretches = new Int32Array(count);
  let at = 0;
  const subjects = packed.subjects.map(([id, kind, name, parties, aliases, board, told]) => {
    const start = at;
    at = unpackInto(stretches, at, board);
    const end = at;
    for (const one of told) at = unpackInto(stretches, at, one);
    return { id, kind, name, parties, aliases, start, end, roundsEnd: at };
  });

  // The row that holds, or -1. Rectangles stand in the order of their first day; the one sought began by the day.
  function rowAt(subject, day, known) {
    let low = subject.start / WIDTH;
    let high = subject.end / WIDTH;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (stretches[middle * WIDTH] <= day) low = middle + 1;
      else high = middle;
    }
    for (let i = (low - 1) * WIDTH; i >= subject.start; i -= WIDTH) {
      if (holds(stretches, i, day, known)) return stretches[i + 4];
    }
    return -1;
  }

  function roundsAt(subject, day, known) {
    const found = [];
    for (let i = subject.end; i < subject.roundsEnd; i += WIDTH) {
      if (holds(stretches, i, day, known)) found.push(stretches[i + 4]);
    }
    return found;
  }

  function roundJson(row) {
    const [round, status, date, place, events] = rounds[row];
    const told = (code) => values[code || 0];
    return { round: told(round), status: told(status), date: told(date), place: told(place), events: told(events) || [] };
  }

  // A subject as a row of the board. `events` are numbers, where the page tells them at all.
  function standing(subject, day, known) {
    const row = rowAt(subject, day, known);
    const [status, since, possible, flags, origins, byParty, every, lastHeld, next, overdue, dueFrom, dueTo, events] =
      row < 0 ? [] : rows[row];
    const told = (code) => values[code || 0];
    const { id, name, parties } = subject;
    if (subject.kind === "agreement") {
      const standings = Object.fromEntries(parties.map((party) => [party, null]));
      return {
        subject: id, name, parties, status: told(status), since: told(since), possible: told(possible) || [],
        flags: told(flags) || [], by_party: Object.assign(standings, told(byParty)), origins: origins || 0,
        events: told(events) || [],
      };
    }
    return {
      subject: id, name, status: told(status), every: told(every), last_held: told(lastHeld), next: told(next),
      cadence: verdict(dueFrom, dueTo, day), overdue: told(overdue) || [], possible: told(possible) || [],
      flags: told(flags) || [], events: told(events) || [],
      rounds: roundsAt(subject, day, known).map(roundJson),
    };
  }

  // What two views of a subject are compared by: the same key, the same row on the page.
  function keyAt(subject, day, known) {
    const row = rowAt(subject, day, known);
    if (subject.kind === "agreement") return row;
    const due = row < 0 ? 0 : verdict(rows[row][10], rows[row][11], day);
    return `${row} ${due} ${roundsAt(subject, day, known)}`;
  }

  // The nearest day before (step -1) or after (step 1) on which something changes; `clock` 0: as of, 2: known by.
  function nextChange(clock, day, step) {
    let nearest = null;
    for (let i = clock; i < at; i += WIDTH) {
      for (const edge of [stretches[i], stretches[i + 1] + 1]) {
        if (Math.abs(edge) >= EVERYTHING || edge < 1 || (edge - day) * step <= 0) continue;
        if (nearest === null || (nearest - edge) * step > 0) nearest = edge;
      }
    }
    return nearest;
  }

  function board(day, known) {
    const told = subjects.map((subject) => [subject.kind, standing(subject, day, known)]);
    return {
      as_of: dayText(day), known_by: known === EVERYTHING ? null : dayText(known), position: packed.position,
      agreements: told.filter(([kind]) => kind === "agreement").map(([, row]) => row),
      series: told.filter(([kind]) => kind === "series").map(([, row]) => row),
    };
  }

  return { subjects, standing, keyAt, nextChange, board };
}
