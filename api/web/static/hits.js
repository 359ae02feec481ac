// Keys for going through hits: each leads to what carries it in `data-key`. They do nothing in a text field, together
// with Ctrl, Alt or Meta, or once they were turned off; whoever turns them off keeps that in this browser.
(function () {
  "use strict";
  const KEPT = "kvcase-hit-keys";
  const FIELDS = "textarea, select, input:not([type=radio]):not([type=checkbox]), [contenteditable]";
  const button = document.getElementById("keys-switch");
  let isOn = kept() !== "off";

  function kept() {
    try { return window.localStorage.getItem(KEPT); } catch { return null; }
  }

  function turn(on) {
    isOn = on;
    try { window.localStorage.setItem(KEPT, on ? "on" : "off"); } catch { /* it holds for this page */ }
    tell();
  }

  function tell() {
    button.textContent = isOn ? button.dataset.off : button.dataset.on;
    document.querySelectorAll("kbd").forEach((each) => { each.classList.toggle("off", !isOn); });
  }

  function go(found) {
    if (found.matches("a")) { found.click(); return; }
    if (found.matches("input[type=radio]")) {
      found.checked = true;
      found.form.querySelector("textarea").focus();
      return;
    }
    found.focus();
    if (found.matches("textarea")) { found.setSelectionRange(found.value.length, found.value.length); }
    found.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", function (pressed) {
    const field = pressed.target.closest ? pressed.target.closest(FIELDS) : null;
    if (pressed.isComposing || pressed.repeat) { return; }
    if (field) {
      if (pressed.key === "Escape") { field.blur(); }
      if (pressed.key === "Enter" && pressed.ctrlKey && field.form) { field.form.requestSubmit(); }
      return;
    }
    if (!isOn || pressed.ctrlKey || pressed.altKey || pressed.metaKey || pressed.key.length !== 1) { return; }
    const found = [...document.querySelectorAll("[data-key]")]
      .find((each) => each.dataset.key.split(" ").includes(pressed.key.toLowerCase()));
    if (found) { pressed.preventDefault(); go(found); }
  });

  button.addEventListener("click", function () { turn(!isOn); });
  button.hidden = false;
  tell();
})();
