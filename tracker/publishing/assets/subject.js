// The page of one subject: where it stands, by party or by round, and which reports make it so, on any day.

function startSubject(packed) {
  const drawing = openDrawing(packed);
  const rectangles = openRectangles(packed);
  const subject = rectangles.subjects[0];
  const standpoint = document.getElementById("standpoint");
  const told = document.getElementById("told");
  const items = [...document.querySelectorAll("li.event")];
  const cell = (name) => document.getElementById(name);

  function drawParties(row) {
    const body = cell("parties");
    if (!body) return;
    body.replaceChildren(...Object.entries(row.by_party).map(([party, standing]) => element("tr", {},
      element("th", { scope: "row" }, packed.parties[party] ?? party),
      element("td", {}, ...(standing ? [drawing.mark(standing), drawing.word(standing)] : ["–"])))));
  }

  function drawRounds(row) {
    const body = cell("rounds");
    if (!body) return;
    body.replaceChildren(...row.rounds.map((seen) => element("tr", {},
      element("th", { scope: "row" }, seen.round ? `Round ${seen.round}` : "A round"),
      element("td", {}, drawing.mark(seen.status), drawing.word(seen.status)),
      element("td", {}, drawing.dateWords(seen.date)),
      element("td", {}, seen.place ?? ""))));
    cell("no-rounds").hidden = row.rounds.length > 0;
    cell("rounds-table").hidden = row.rounds.length === 0;
    cell("every").textContent = row.every ? packed.words[row.every] ?? row.every : "not told";
    cell("last-held").textContent = drawing.dateWords(row.last_held) || "none known";
    cell("next").textContent = drawing.dateWords(row.next) || "none known";
    cell("cadence").textContent = row.cadence;
  }

  // The part of a report that makes nothing, in words, and whether it counts for nothing yet.
  function partOf([from, to, earliest, latest, part], day, known) {
    if (known < from) return [packed.parts.unpublished, true];
    if (known > to || part) return [part, false];
    if (earliest > day) return [packed.parts.notYet, true];
    return [latest > day ? packed.parts.perhaps : "", false];
  }

  // What is seen of each report from here: whether it was published, had happened, and makes the status.
  function drawEvents(row, day, known) {
    const makes = new Set([...row.events]);
    for (const seen of row.rounds ?? []) for (const event of seen.events) makes.add(event);
    items.forEach((item, number) => {
      const [seen, unseen] = makes.has(number) ? [packed.parts.makes, false] : partOf(packed.shown[number], day, known);
      item.classList.toggle("makes", makes.has(number));
      item.classList.toggle("unseen", unseen);
      item.querySelector(".part").textContent = seen;
    });
  }

  function draw(day, known) {
    const row = rectangles.standing(subject, day, known);
    cell("status").replaceChildren(drawing.mark(row.status), drawing.word(row.status));
    const since = drawing.dateWords(row.since ?? null);
    cell("since").textContent = since ? `${row.rounds ? "since" : ""} ${since}`.trim() : "";
    const notes = [...row.possible.map((one) => `may be ${one}`), ...row.flags];
    cell("notes").replaceChildren(...notes.map((text) => element("li", {}, text)));
    if (row.rounds) drawRounds(row);
    else {
      cell("origins").textContent = drawing.side(row);
      drawParties(row);
    }
    drawEvents(row, day, known);
  }

  const view = openStandpoint(packed, () => rectangles, (day, known, words, settled) => {
    standpoint.textContent = words;
    draw(day, known);
    if (settled) told.textContent = `${words}: ${cell("status").textContent}.`;
  });
  view.readAddress();
  return { board: (asOf, knownBy) => rectangles.board(asOf, knownBy ?? EVERYTHING) };
}
