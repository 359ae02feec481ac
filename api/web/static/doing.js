"use strict";
// Takes whoever sent a form to what is wrong with it, and keeps a double click from sending it twice.
document.addEventListener("DOMContentLoaded", () => {
  const wrong = document.getElementById("wrong");
  if (wrong) wrong.focus();
  const form = document.getElementById("form");
  if (!form) return;
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", () => { sent = false; });
});
