// Keyboard first: within a question its key picks a value and goes on to the next question, other keys follow the
// links back and to the other reading, or go to the text to mark what it names (markeren.js). Works without as well.
"use strict";
const form = document.querySelector("[data-vk-labels]");
const sets = () => [...form.querySelectorAll("fieldset:not(:disabled)")];

function settle() {
  const no = form.elements.initiative.value === "nee";
  for (const set of form.querySelectorAll("[data-vk-only]")) set.disabled = no;
}

form.addEventListener("change", settle);
form.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const link = document.querySelector(`[data-vk-go="${CSS.escape(event.key)}"]`);
  if (link) link.click();
  if (event.key === "m") document.querySelector("[data-vk-marked]").focus();
  const set = event.target.closest("fieldset");
  if (link || !set) return;
  const choice = set.querySelector(`[data-vk-key="${CSS.escape(event.key)}"]`);
  if (!choice) return;
  event.preventDefault();
  choice.checked = true;
  settle();
  const next = sets()[sets().indexOf(set) + 1];
  (next ? next.querySelector("input") : form.querySelector("button")).focus();
});
settle();
