"use strict";
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const narrow = matchMedia("(max-width: 63.99rem)");
  const tabs = all("[role=tab]");
  const panels = tabs.map((tab) => byId(tab.getAttribute("aria-controls")));

  // Text and record: side by side, or behind tabs where there is no room (ARIA Authoring Practices, Tabs).
  const select = (chosen) => {
    tabs.forEach((tab, index) => {
      const isChosen = panels[index] === chosen;
      tab.setAttribute("aria-selected", isChosen);
      tab.tabIndex = isChosen ? 0 : -1;
      panels[index].hidden = narrow.matches && !isChosen;
    });
  };
  const arrange = () => {
    tabs[0].closest(".tabs").hidden = !narrow.matches;
    panels.forEach((panel, index) => {
      if (narrow.matches) {
        panel.setAttribute("role", "tabpanel");
        panel.setAttribute("aria-labelledby", tabs[index].id);
      } else {
        panel.removeAttribute("role");
        panel.removeAttribute("aria-labelledby");
      }
    });
    select(panels[tabs.findIndex((tab) => tab.getAttribute("aria-selected") === "true")]);
  };
  tabs.forEach((tab, index) => {
    tab.addEventListener("click", () => {
      select(panels[index]);
      // The panel before it may have been read far down.
      if (panels[index].getBoundingClientRect().top < 0) panels[index].scrollIntoView();
    });
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      const next = (index + step + tabs.length) % tabs.length;
      select(panels[next]);
      tabs[next].focus();
    });
  });
  narrow.addEventListener("change", arrange);
  arrange();

  // Only some types, on request.
  const filters = all("[data-only]");
  const entries = all("[data-type]");
  const filter = () => {
    const only = new Set(filters.filter((each) => each.ariaPressed === "true").map((each) => each.dataset.only));
    for (const entry of entries) entry.hidden = only.size > 0 && !only.has(entry.dataset.type);
    const shown = entries.filter((entry) => !entry.hidden).length;
    byId("status").textContent = only.size ? `Showing ${shown} of ${entries.length}` : "";
  };
  const clear = () => {
    for (const each of filters) each.ariaPressed = "false";
    filter();
  };
  for (const each of filters) {
    each.addEventListener("click", () => {
      each.ariaPressed = each.ariaPressed !== "true";
      filter();
    });
  }
  const unfold = byId("unfold");
  unfold.addEventListener("click", () => {
    const open = unfold.ariaPressed !== "true";
    unfold.ariaPressed = open;
    for (const each of all("details.left")) each.open = open;
  });

  // A quote and its words light up together.
  const light = (event) => {
    for (const each of all(".lit")) each.classList.remove("lit");
    const number = event.target.closest?.("[data-quote]")?.dataset.quote;
    if (number) for (const each of all(`[data-quote="${number}"]`)) each.classList.add("lit");
  };
  document.addEventListener("pointerover", light);
  document.addEventListener("focusin", light);

  // What a link leads to is never behind a tab, a filter or a fold.
  const reveal = (target) => {
    const panel = target.closest("#text, #record");
    if (panel) select(panel);
    if (target.closest("[data-type][hidden]")) clear();
    target.closest("details")?.setAttribute("open", "");
    target.focus();
  };
  document.addEventListener("click", (event) => {
    const hash = event.target.closest?.('a[href^="#"]')?.getAttribute("href");
    const target = hash && byId(hash.slice(1));
    if (target) reveal(target);
  });

  // j and k can be switched off, for those who speak to the computer (WCAG 2.2, 2.1.4). The console knows the same switch.
  // A browser may refuse a file its storage: then the switch holds for this page alone.
  const keys = byId("keys");
  const name = "copydesk-keys";
  const store = (use) => {
    try {
      return use(localStorage);
    } catch {
      return null;
    }
  };
  let areOn = store((kept) => kept.getItem(name)) !== "off";
  const show = () => {
    keys.textContent = areOn ? "Keys are on" : "Keys are off";
  };
  keys.addEventListener("click", () => {
    areOn = !areOn;
    store((kept) => kept.setItem(name, areOn ? "on" : "off"));
    show();
  });
  show();

  // j and k go through the text, while nothing else of the page has the keyboard.
  const move = (step) => {
    const shown = entries.filter((entry) => !entry.hidden);
    const here = document.activeElement.closest("[data-type]");
    const seen = shown.findIndex((entry) => entry.getBoundingClientRect().bottom > 0);
    const next = here ? shown[shown.indexOf(here) + step] : shown[seen];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") clear();
    if (!areOn) return;
    const isFree = document.activeElement === document.body || document.activeElement.closest("#text");
    if (isFree && !byId("text").hidden && "jk".includes(event.key)) move(event.key === "j" ? 1 : -1);
  });
})();
