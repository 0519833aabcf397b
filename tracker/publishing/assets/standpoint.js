// The two clocks of a page: sliders, date fields and the address, kept in step.
// Known by is one of three: all that is known now, the same day as "as of", or a day of its own.

function openStandpoint(packed, rectangles, changed) {
  const form = document.getElementById("clocks");
  const field = (name) => form.elements[name];
  const link = document.getElementById("link-to-view");
  const home = { day: packed.as_of, mode: packed.known_by === null ? "all" : "day", known: packed.known_by ?? packed.as_of };
  let now = { ...home };

  const knownBy = () => (now.mode === "all" ? EVERYTHING : now.mode === "same" ? now.day : now.known);
  const isHome = () => now.day === home.day && knownBy() === (home.mode === "all" ? EVERYTHING : home.known);

  function address() {
    const known = knownBy();
    return `#as-of=${dayText(now.day)}&known-by=${known === EVERYTHING ? "everything" : dayText(known)}`;
  }

  function words() {
    const known = knownBy();
    if (known === EVERYTHING) return `As of ${dayWords(now.day)}, with all that is known now`;
    if (known === now.day) return `As of ${dayWords(now.day)}, as it was known that day`;
    return `As of ${dayWords(now.day)}, as it was known by ${dayWords(known)}`;
  }

  function show() {
    const known = now.mode === "same" ? now.day : now.known;
    for (const [name, day] of [["as-of", now.day], ["known-by", known]]) {
      const slider = field(`${name}-slider`);
      slider.value = day;
      slider.setAttribute("aria-valuetext", name === "known-by" && now.mode === "all" ? "all that is known now" : dayWords(day));
      if (document.activeElement !== field(name)) field(name).value = dayText(day);
    }
    form.dataset.mode = now.mode;
    field("mode").value = now.mode;
    link.href = address();
    document.getElementById("back-to-published").hidden = isHome();
  }

  // `settled`: the reader let go, or typed; not in the middle of a drag.
  function go(next, settled) {
    now = { ...now, ...next };
    show();
    changed(now.day, knownBy(), words(), settled);
    if (settled) {
      const place = isHome() ? location.href.split("#")[0] : address();
      try {
        history.replaceState(null, "", place);
      } catch {
        // An address that may not be changed (some viewers) leaves the view as it is.
      }
    }
  }

  const set = {
    "as-of": (day, settled) => go({ day }, settled),
    "known-by": (known, settled) => go({ known, mode: "day" }, settled),
  };

  function listen(name, clock) {
    const slider = field(`${name}-slider`);
    const current = () => (name === "as-of" ? now.day : now.mode === "same" ? now.day : now.known);
    const within = (day) => Math.max(1, Math.min(3652059, day));
    slider.addEventListener("input", () => set[name](Number(slider.value), false));
    slider.addEventListener("change", () => set[name](Number(slider.value), true));
    slider.addEventListener("keydown", (event) => {
      const months = { PageUp: 1, PageDown: -1 }[event.key];
      if (!months) return;
      event.preventDefault();
      set[name](within(monthsAfter(current(), event.shiftKey ? 12 * months : months)), true);
    });
    field(name).addEventListener("change", () => {
      const day = parseDay(field(name).value);
      if (day !== null) set[name](day, true);
    });
    for (const [button, step] of [["back", -1], ["on", 1]]) {
      field(`${name}-${button}`).addEventListener("click", () => {
        const day = rectangles().nextChange(clock, current(), step);
        if (day !== null) set[name](day, true);
      });
    }
  }

  function readAddress() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const day = parseDay(asked.get("as-of") ?? "");
    if (day === null) return false;
    const known = parseDay(asked.get("known-by") ?? "");
    go(known === null ? { day, mode: "all", known: day } : { day, mode: known === day ? "same" : "day", known }, true);
    return true;
  }

  listen("as-of", 0);
  listen("known-by", 2);
  for (const choice of form.querySelectorAll("input[name=mode]")) {
    choice.addEventListener("change", () => go({ mode: choice.value, known: now.mode === "same" ? now.day : now.known }, true));
  }
  document.getElementById("back-to-published").addEventListener("click", () => {
    go({ ...home }, true);
    field("as-of-slider").focus();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", readAddress);
  // A link to another page of the site keeps the view, wherever it is opened.
  for (const kind of ["pointerdown", "focusin"]) {
    document.addEventListener(kind, (event) => {
      const anchor = event.target.closest?.("a[data-keeps-view]");
      if (anchor) anchor.setAttribute("href", anchor.getAttribute("href").split("#")[0] + (isHome() ? "" : address()));
    });
  }
  form.hidden = false;
  show();
  return { readAddress };
}
