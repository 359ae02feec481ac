"use strict";
// Shows of a long list only what has the typed words in it, and what was chosen: nothing is sent that stands out of sight.
// Case and accents do not count. Without this script the whole list stands there.
// Enter in a box that asks a register asks it, whatever else is still to be filled in.
document.addEventListener("DOMContentLoaded", () => {
  for (const look of document.querySelectorAll("button[name=look]")) {
    const box = document.getElementById(`${look.value}.lookup`);
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      look.click();
    });
  }

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  for (const sieve of document.querySelectorAll("[data-sieve]")) {
    const list = document.getElementById(sieve.dataset.sieve);
    const box = sieve.querySelector("input");
    const told = sieve.querySelector("[data-told]");
    const isSelect = list instanceof HTMLSelectElement;
    const every = isSelect ? [...list.options].filter((each) => each.value) : [...list.querySelectorAll("label")];
    const texts = new Map(every.map((each) => [each, plain(each.textContent)]));
    const isChosen = (each) => (isSelect ? each.selected : each.querySelector("input").checked);

    const tell = (shown) => {
      const counts = { shown, all: every.length, chosen: every.filter(isChosen).length };
      told.textContent = told.dataset.told.replace(/\{(\w+)\}/g, (_, name) => counts[name]);
    };
    const sift = () => {
      const words = plain(box.value).split(/\s+/).filter(Boolean);
      const fits = (each) => isChosen(each) || words.every((word) => texts.get(each).includes(word));
      const shown = every.filter(fits);
      // Not every browser hides an option of a list that drops down: there it is taken out.
      if (isSelect) {
        const { value } = list;
        list.replaceChildren(...[...list.options].filter((each) => !each.value), ...shown);
        list.value = value;
      } else for (const each of every) each.hidden = !shown.includes(each);
      tell(shown.length);
    };
    box.addEventListener("input", sift);
    // Enter would send the form, half filled in.
    box.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    list.addEventListener("change", () => tell(every.filter((each) => each.isConnected && !each.hidden).length));
    sieve.hidden = false;
    sift();
  }
});
