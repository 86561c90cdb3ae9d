"use strict";
(() => {
  // j and k go from row to row. Whoever speaks to the computer can switch them off (WCAG 2.2, 2.1.4).
  const about = document.getElementById("about-keys");
  const button = document.getElementById("keys");
  const rows = [...document.querySelectorAll(".rows tbody tr")]
    .map((row) => row.querySelector("a, button"))
    .filter(Boolean);
  const name = "copydesk-keys";
  let on = localStorage.getItem(name) !== "off";
  const show = () => {
    button.ariaPressed = on;
    button.textContent = on ? "Keys are on" : "Keys are off";
  };
  button.addEventListener("click", () => {
    on = !on;
    localStorage.setItem(name, on ? "on" : "off");
    show();
  });
  about.hidden = false;
  show();
  document.addEventListener("keydown", (event) => {
    if (!on || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea")) return;
    const step = { j: 1, k: -1 }[event.key];
    if (!step || rows.length === 0) return;
    const row = document.activeElement.closest("tr");
    const here = rows.findIndex((each) => row?.contains(each));
    const next = here < 0 ? (step > 0 ? 0 : -1) : Math.min(rows.length - 1, Math.max(0, here + step));
    rows.at(next).focus();
  });
  // What takes long is sent once.
  for (const form of document.querySelectorAll("form[method=post]")) {
    form.addEventListener("submit", () => {
      for (const each of form.querySelectorAll("button")) each.disabled = true;
    });
  }
})();
