// The board: rows that are in sight are drawn at once, the others when they come into sight or when there is time.

function startBoard(packed) {
  const drawing = openDrawing(packed);
  let opened = null;
  const rectangles = () => (opened ??= openRectangles(packed));
  const bodies = [...document.querySelectorAll("tbody")];
  const rows = [...document.querySelectorAll("tr[data-number]")].sort((a, b) => a.dataset.number - b.dataset.number);
  const standpoint = document.getElementById("standpoint");
  const told = document.getElementById("told");
  let day = packed.as_of;
  let known = packed.known_by ?? EVERYTHING;
  let homeKeys = null;
  const drawn = []; // the key each row shows
  const wanted = []; // the key each row should show
  const inSight = new Set([...document.querySelectorAll("tr[data-number]")].slice(0, 40).map((row) => Number(row.dataset.number)));
  const late = new Set(); // rows whose key is not the one wanted

  function keys() {
    return rectangles().subjects.map((subject) => rectangles().keyAt(subject, day, known));
  }

  function draw(number) {
    late.delete(number);
    drawn[number] = wanted[number];
    const row = rectangles().standing(rectangles().subjects[number], day, known);
    const [, status, when, more, side] = rows[number].cells;
    status.replaceChildren(...drawing.status(row));
    when.replaceChildren(drawing.when(row));
    more.replaceChildren(...drawing.more(row));
    side.replaceChildren(drawing.side(row));
    rows[number].className = isKnown(row) ? "known" : "unknown";
  }

  const isKnown = (row) => Boolean(row.status || row.possible.length || row.flags.length || row.rounds?.length);

  function update() {
    if (!homeKeys) {
      const [asked, askedKnown] = [day, known];
      [day, known] = [packed.as_of, packed.known_by ?? EVERYTHING];
      homeKeys = keys();
      homeKeys.forEach((key, number) => (drawn[number] = key));
      [day, known] = [asked, askedKnown];
    }
    keys().forEach((key, number) => {
      wanted[number] = key;
      if (key === drawn[number]) late.delete(number);
      else if (inSight.has(number)) draw(number);
      else late.add(number);
    });
    if (late.size) later(200);
  }

  // Rows out of sight wait until the reader rests, and then take a little of each moment.
  let resting = 0;
  function later(pause) {
    clearTimeout(resting);
    resting = setTimeout(() => {
      const until = performance.now() + 8;
      for (const number of late) {
        draw(number);
        if (performance.now() > until) break;
      }
      if (late.size) later(16);
    }, pause);
  }

  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const number = Number(entry.target.dataset.number);
      if (!entry.isIntersecting) inSight.delete(number);
      else {
        inSight.add(number);
        if (late.has(number)) draw(number);
      }
    }
  }, { rootMargin: "400px" });
  rows.forEach((row) => watcher.observe(row));

  // Filter and order.

  const filter = document.getElementById("filter");
  const asked = (name) => filter.elements[name].value;
  const texts = () => (texts.made ??= rectangles().subjects.map((subject) =>
    [subject.id, subject.name, ...subject.aliases, ...subject.parties.map((code) => packed.parties[code] ?? code)]
      .join(" ").toLowerCase()));

  function applyFilter() {
    const words = asked("words").toLowerCase().split(/\s+/).filter(Boolean);
    const [party, status] = [asked("party"), asked("status")];
    let count = 0;
    rectangles().subjects.forEach((subject, number) => {
      const fits = words.every((one) => texts()[number].includes(one))
        && (!party || subject.parties.includes(party))
        && (!status || fitsStatus(rectangles().standing(subject, day, known), status));
      rows[number].hidden = !fits;
      count += fits;
    });
    for (const body of bodies) {
      body.closest("section").hidden = [...body.rows].every((row) => row.hidden);
    }
    document.getElementById("count").textContent =
      count === rows.length ? "" : `${count} of ${rows.length} shown`;
  }

  function fitsStatus(row, status) {
    if (status === "nothing known") return !isKnown(row);
    return row.status === status || (row.rounds ?? []).some((seen) => seen.status === "overdue" && status === "overdue");
  }

  const COLUMNS = {
    name: (row) => row.name.toLowerCase(),
    status: (row) => row.status ?? "~",
    when: (row) => drawingDay(row.rounds ? row.last_held : row.since),
  };
  // Dates in order: what is later first; where several days are meant, the digits of the first.
  const drawingDay = (text) => (text ? -Number(`${text.replace(/[^\d-]/g, "").replace(/-/g, "")}00000000`.slice(0, 8)) : 0);
  const order = { key: null, down: false };

  function applyOrder() {
    if (!order.key) return;
    const compared = rectangles().subjects.map((subject, number) => ({
      number, value: COLUMNS[order.key](rectangles().standing(subject, day, known)),
    }));
    compared.sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : a.number - b.number));
    if (order.down) compared.reverse();
    for (const body of bodies) {
      const own = new Set(body.rows);
      body.append(...compared.map((one) => rows[one.number]).filter((row) => own.has(row)));
    }
  }

  for (const button of document.querySelectorAll("button[data-order]")) {
    button.addEventListener("click", () => {
      const again = order.key === button.dataset.order;
      order.down = again && !order.down;
      order.key = button.dataset.order;
      for (const other of document.querySelectorAll("button[data-order]")) {
        const sorted = other.dataset.order === order.key ? (order.down ? "descending" : "ascending") : "none";
        other.closest("th").setAttribute("aria-sort", sorted);
      }
      applyOrder();
    });
    button.disabled = false;
  }
  filter.addEventListener("input", applyFilter);
  filter.addEventListener("submit", (event) => event.preventDefault());
  filter.hidden = false;

  const view = openStandpoint(packed, rectangles, (asOf, knownBy, words, settled) => {
    [day, known] = [asOf, knownBy];
    standpoint.textContent = words;
    update();
    if (!settled) return;
    const other = homeKeys.filter((key, number) => key !== wanted[number]).length;
    told.textContent = `${words}. ${other} of ${rows.length} stand differently from the board as published.`;
    applyOrder();
    applyFilter();
  });
  view.readAddress();
  return { board: (asOf, knownBy) => rectangles().board(asOf, knownBy ?? EVERYTHING) };
}
