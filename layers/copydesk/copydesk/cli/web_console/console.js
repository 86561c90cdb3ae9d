"use strict";
(() => {
  // j and k go from row to row. Whoever speaks to the computer can switch them off (WCAG 2.2, 2.1.4).
  const about = document.getElementById("about-keys");
  const button = document.getElementById("keys");
  const targets = () =>
    [...document.querySelectorAll(".rows tbody tr")].map((row) => row.querySelector("a, button")).filter(Boolean);
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
    const rows = step ? targets() : [];
    if (rows.length === 0) return;
    const row = document.activeElement.closest("tr");
    const here = rows.findIndex((each) => row?.contains(each));
    const next = here < 0 ? (step > 0 ? 0 : -1) : Math.min(rows.length - 1, Math.max(0, here + step));
    rows.at(next).focus();
  });
  // What takes long is sent once.
  for (const form of document.querySelectorAll("form[method=post]")) {
    form.addEventListener("submit", (event) => {
      const busy = event.submitter?.dataset.busy;
      if (busy) event.submitter.textContent = busy;
      for (const each of form.querySelectorAll("button")) each.disabled = true;
    });
  }
  // A page that waits looks again until nothing is waited for. Only what changed is written, so focus stays.
  const followed = () => document.querySelector("[data-poll]");
  const parts = (root) => [...root.querySelectorAll("#sent-status, #sent-bar, .sent tbody tr, #count-status, .sites tbody :is(th, td)")];
  const poll = async () => {
    const status = followed().querySelector("[role=status]");
    let page;
    try {
      const answer = await fetch(location.href);
      if (!answer.ok) throw new Error(answer.status);
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      status.textContent = "The console does not answer any more. Start it again, and load the page.";
      return;
    }
    const news = parts(page);
    if (news.length !== parts(document).length) return location.reload();
    parts(document).forEach((here, place) => {
      if (here.innerHTML === news[place].innerHTML) return;
      here.className = news[place].className;
      here.replaceChildren(...news[place].childNodes);
    });
    if (page.querySelector("[data-poll]")) setTimeout(poll, 1000 * followed().dataset.poll);
  };
  if (followed()) setTimeout(poll, 1000 * followed().dataset.poll);
})();
