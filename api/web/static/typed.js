"use strict";
// Asks before somebody leaves a page with words that were typed and not sent. A page that answered a form shows again what
// came with it, which was not recorded: there whatever stands in a field counts, and elsewhere what was changed.
(() => {
  const TEXTS = "textarea, input:not([type]), input[type=text]";
  const cameBack = document.body.hasAttribute("data-unsent");
  let leaving = null;

  const holds = (field) => field.value.trim() !== "" && (cameBack || field.value !== field.defaultValue);
  const isUnsent = (form) => form !== leaving && form.method === "post"
    && (form.hasAttribute("data-unsent") || [...form.elements].some((each) => each.matches(TEXTS) && holds(each)));

  // Only once every other script has let it go: a second click does not leave the page.
  window.addEventListener("submit", (event) => { if (!event.defaultPrevented) leaving = event.target; });
  window.addEventListener("pageshow", () => { leaving = null; });
  window.addEventListener("beforeunload", (event) => {
    if ([...document.forms].some(isUnsent)) event.preventDefault();
  });
})();
