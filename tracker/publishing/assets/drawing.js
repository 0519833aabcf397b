// What both kinds of page draw, in the same form as the templates (board_row.html, standing.html).

// Text from outside: characters that hide, or that turn the direction of writing, are shown as their numbers.
function harmless(text) {
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, (sign) => {
    const number = sign.codePointAt(0);
    return number < 256 ? `\\x${number.toString(16).padStart(2, "0")}` : `\\u${number.toString(16).padStart(4, "0")}`;
  });
}

// An element of the page. Children that are texts stay texts; nothing here is ever read as markup.
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.map((child) => (typeof child === "string" ? harmless(child) : child)));
  return made;
}

function openDrawing(packed) {
  const kindOf = (status) => (status ? packed.kinds[status] ?? "coming" : "nothing");

  function dateWords(text) {
    if (text === null) return "";
    const day = parseDay(text);
    return day === null ? packed.words[text] ?? text : dayWords(day);
  }

  const mark = (status) => element("span", { class: `mark ${kindOf(status)}`, "aria-hidden": "true" });
  const word = (status) =>
    element("span", { class: status ? "word" : "word none" }, status ?? "nothing known");

  // The parties that stand elsewhere than the agreement.
  function partiesApart(row) {
    const expected = row.status === "partly signed" ? [null] : [null, "signed", "ratified"];
    return Object.entries(row.by_party)
      .filter(([, standing]) => !expected.includes(standing) && standing !== row.status)
      .map(([party, standing]) => `${packed.parties[party] ?? party} ${standing}`);
  }

  // The rounds that are to come or late; where there is none, the last, unless it was held.
  function ahead(rounds) {
    return rounds.filter((seen, at) =>
      packed.ahead.includes(seen.status) || (at === rounds.length - 1 && seen.status !== "held"));
  }

  function cadenceWords(row) {
    if (!row.every) return "";
    const every = packed.words[row.every] ?? row.every;
    return row.cadence === "unknown" ? every : `${every}, ${row.cadence}`;
  }

  const line = (...children) => element("span", { class: "line" }, ...children);

  function status(row) {
    const maybe = row.possible.map((one) => element("span", { class: "line maybe" }, `may be ${one}`));
    return [mark(row.status), word(row.status), ...maybe];
  }

  function more(row) {
    if (row.rounds) {
      const told = ahead(row.rounds);
      const shown = told.slice(0, packed.lines).map((seen) =>
        line(mark(seen.status), [seen.status, dateWords(seen.date)].filter(Boolean).join(" ")));
      if (told.length > packed.lines) shown.push(line(`and ${told.length - packed.lines} more`));
      return [...shown, ...row.flags.map((flag) => line(flag))];
    }
    return [...row.flags, ...partiesApart(row)].map((text) => line(text));
  }

  function side(row) {
    if (row.rounds) return cadenceWords(row);
    return row.origins ? `${row.origins} ${row.origins === 1 ? "origin" : "origins"}` : "";
  }

  const when = (row) => dateWords(row.rounds ? row.last_held : row.since);

  return { mark, word, status, more, side, when, dateWords, partiesApart, ahead, cadenceWords };
}
