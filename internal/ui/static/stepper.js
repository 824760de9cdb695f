// The − and + beside a number: one step within its bounds, told as a change so that a form with data-swap-on sends itself.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-stepper] [data-step]");
  if (!button) return;
  const input = button.closest("[data-stepper]").querySelector("input");
  const before = input.value;
  if (button.dataset.step === "1") input.stepUp();
  else input.stepDown();
  if (input.value !== before) input.dispatchEvent(new Event("change", { bubbles: true }));
});
