// The slider over the events of a case: it moves through the timeline of the page, and fetches the case as of each stop.
"use strict";

(() => {
  const rail = document.querySelector("[data-slider]");
  const stops = [...document.querySelectorAll("[data-stop]")];
  if (!rail || stops.length < 2) return;

  const slide = rail.querySelector("input");
  const said = rail.querySelector("output");
  const status = document.querySelector("[data-status]");
  const words = (stop, part) => stop.querySelector(`[data-${part}]`).textContent.trim();
  const address = (stop) => stop.querySelector("a").href;
  let asking = null;
  let waiting = 0;

  // What the slider says of where it stands, to eyes and to screen readers.
  function tell() {
    const stop = stops[Number(slide.value)];
    const text = `${words(stop, "day")}: ${words(stop, "what")}`;
    const place = rail.dataset.of.replace("{number}", Number(slide.value) + 1).replace("{count}", stops.length);
    said.textContent = text;
    slide.setAttribute("aria-valuetext", `${text} (${place})`);
  }

  function mark(chosen) {
    for (const stop of stops) stop.removeAttribute("aria-current");
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
      document.getElementById("as_of").value = page.getElementById("as_of").value;
      history.replaceState(null, "", url);
      mark(stop);
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
  for (const [number, stop] of stops.entries()) {
    stop.querySelector("a").addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      slide.value = String(number);
      tell();
      show(stop);
    });
  }
  slide.max = String(stops.length - 1);
  tell();
  rail.hidden = false;
  const current = stops.find((stop) => stop.hasAttribute("aria-current"));
  if (current) mark(current);
})();
