// Changes light and dark at once, where a form with data-preferences would load the page anew. The choice is a cookie, which the
// server reads, so that the next page comes in the right colours.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!event.target.matches("[data-preferences]") || button?.name !== "theme") return;
  event.preventDefault();
  keep(button.value);
  document.documentElement.dataset.theme = button.value;
  for (const other of event.target.querySelectorAll("[name=theme]")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
});

function keep(theme) {
  const age = theme ? 365 * 24 * 3600 : 0;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `rialto_theme=${theme}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
}
