"use strict";
// Takes whoever sent a form to what is wrong with it, keeps a double click from sending it twice, and says that a file is
// too large before it is sent: nothing typed beside it is lost.
document.addEventListener("DOMContentLoaded", () => {
  const wrong = document.getElementById("wrong");
  if (wrong) wrong.focus();
  const form = document.getElementById("form");
  if (!form) return;
  const file = form.querySelector("input[type=file][data-most-bytes]");
  if (file) file.addEventListener("change", () => {
    const chosen = file.files[0];
    file.setCustomValidity(chosen && chosen.size > Number(file.dataset.mostBytes) ? file.dataset.tooLarge : "");
    file.reportValidity();
  });
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", () => { sent = false; });
});
