// The slider over the events of a case: it fetches the case as of each stop, and the timeline about it.
"use strict";

(() => {
  const rail = document.querySelector("[data-slider]");
  const slide = rail?.querySelector("input");
  const stops = (slide?.dataset.stops ?? "").split("|").filter(Boolean).map((stop) => {
    const [version, ...day] = stop.split(" ");
    return { version, day: day.join(" ") };
  });
  if (!stops.length) return;
  stops.push({ version: "", day: "" }); // now

  const said = rail.querySelector("output");
  const status = document.querySelector("[data-status]");
  const row = (stop) => document.querySelector(`[data-stop="${stop.version}"]`);
  let asking = null;
  let waiting = 0;

  // What a stop is called: in full if the timeline tells it, else by its day.
  function words(stop) {
    const told = row(stop);
    if (!told) return stop.day;
    const [day, what] = ["day", "what"].map((part) => told.querySelector(`[data-${part}]`).textContent.trim());
    return `${day}: ${what}`;
  }

  function address(stop) {
    const url = new URL(slide.dataset.now, location.href);
    if (stop.version) url.searchParams.set("as_of", `v${stop.version}`);
    return url.href;
  }

  // What the slider says of where it stands, to eyes and to screen readers.
  function tell() {
    const stop = stops[Number(slide.value)];
    const place = rail.dataset.of.replace("{number}", Number(slide.value) + 1).replace("{count}", stops.length);
    said.textContent = words(stop) || place;
    slide.setAttribute("aria-valuetext", words(stop) ? `${words(stop)} (${place})` : place);
  }

  function mark(chosen) {
    for (const each of document.querySelectorAll("[data-stop][aria-current]")) each.removeAttribute("aria-current");
    if (!chosen) return;
    chosen.setAttribute("aria-current", "step");
    const line = chosen.parentElement;
    if (line.scrollHeight > line.clientHeight) {
      line.scrollTop = chosen.offsetTop - line.clientHeight / 2;
    }
  }

  async function show(stop) {
    const url = address(stop);
    asking?.abort();
    asking = new AbortController();
    const then = document.getElementById("then");
    then.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { signal: asking.signal, headers: { Accept: "text/html" } });
      if (answer.status === 429) {
        status.textContent = said.textContent = rail.dataset.wait;
        waiting = setTimeout(() => show(stop), 1000 * (Number(answer.headers.get("Retry-After")) || 5));
        return;
      }
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("then");
      if (!fresh) throw new Error("no case");
      then.replaceWith(fresh);
      document.querySelector("[data-steps]").replaceWith(page.querySelector("[data-steps]"));
      // Only where another part of the timeline is told: the line on which somebody clicks stays what it is.
      if (!row(stop)) document.querySelector("[data-line]").replaceWith(page.querySelector("[data-line]"));
      document.getElementById("as_of").value = page.getElementById("as_of").value;
      history.replaceState(null, "", url);
      mark(row(stop));
      tell();
      status.textContent = fresh.querySelector("#then-title").textContent.trim();
    } catch (error) {
      if (error.name !== "AbortError") location.assign(url); // the server says what is the matter
    }
  }

  slide.addEventListener("input", () => {
    tell();
    clearTimeout(waiting);
    waiting = setTimeout(() => show(stops[Number(slide.value)]), 250);
  });
  document.querySelector(".line").addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-stop] a")?.closest("[data-stop]");
    if (!chosen || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    clearTimeout(waiting);
    const number = stops.findIndex((stop) => stop.version === chosen.dataset.stop);
    slide.value = String(number);
    tell();
    show(stops[number]);
  });
  tell();
  rail.hidden = false;
  mark(document.querySelector("[data-stop][aria-current]"));
})();
