// The explanation is asked for once the answer needs it; without this script it stands there from the start.
for (const form of document.querySelectorAll("form[data-answers]")) {
  const text = form.querySelector("textarea");
  const changed = () => {
    const chosen = form.querySelector("input[name=answer]:checked");
    text.required = chosen !== null && chosen.value !== "no";
  };
  form.addEventListener("change", changed);
  changed();
}
