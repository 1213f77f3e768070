// Marks what the text names: select words by mouse or arrow keys, and a key says of which kind they are. What is
// named stands in the inputs below the text, which work without this; the marks are drawn from them.
"use strict";
(() => {
  const text = document.querySelector("[data-vk-marked]");
  const parts = [...text.querySelectorAll("[data-vk-part]")];
  const names = document.querySelector("[data-vk-names]");
  const lists = [...names.querySelectorAll("[data-vk-lines]")];
  const rows = names.querySelector("[data-vk-rows]");
  const checked = names.querySelector("[data-vk-checked]");
  const told = document.querySelector("[data-vk-marked-now]");
  const MARGIN = 90; // what is selected stays clear of the bar at the top
  const days = JSON.parse(text.dataset.vkDays);
  const buttons = [...document.querySelectorAll("[data-vk-mark]")];
  const called = Object.fromEntries(buttons.map((b) => [b.dataset.vkMark, b.previousElementSibling.textContent]));
  const whole = parts.map((part) => part.textContent).join("\n");
  const begins = parts.map((part, n) => parts.slice(0, n).reduce((sum, p) => sum + p.textContent.length + 1, 0));
  const words = [...whole.matchAll(/(?:['’](?=[tsn]\s))?[\p{L}\p{N}_]+(?:[-'’.&][\p{L}\p{N}_]+)*/gu)].map((m) => [m.index, m.index + m[0].length]);

  // where a name stands: whole words, as written, else in any case (voorkant/named.py says the same)
  function stands(name) {
    const form = name.trim().split(/\s+/).map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("\\s+");
    const found = (flags) => [...whole.matchAll(new RegExp(`(?<![\\p{L}\\p{N}_])${form}(?![\\p{L}\\p{N}_])`, flags))];
    const exact = name ? found("gu") : [];
    return (exact.length || !name ? exact : found("giu")).map((m) => [m.index, m.index + m[0].length]);
  }

  const lines = (list) => list.value.split("\n").map((line) => line.trim()).filter(Boolean);
  const inputs = (row) => Object.fromEntries([...row.querySelectorAll("input")].map((i) => [i.name, i]));
  const filled = () => [...rows.querySelectorAll("[data-vk-row]")].map(inputs).filter((row) => row.woorden.value.trim());

  // all that is named and where, the longest first; a place within an organisation shows where it stands alone
  function regions() {
    const named = [
      ...lists.flatMap((list) => lines(list).map((name) => [list.dataset.vkLines, name])),
      ...filled().map((row) => ["meetings", row.woorden.value.trim()]),
    ];
    const all = named.flatMap(([kind, name]) => stands(name).map(([start, end]) => ({ kind, name, start, end })));
    const shown = [];
    for (const one of all.sort((a, b) => b.end - b.start - (a.end - a.start))) {
      if (shown.every((s) => one.end <= s.start || s.end <= one.start)) shown.push(one);
    }
    return shown.sort((a, b) => a.start - b.start);
  }

  // what the desk would send back is told before it is sent
  function refuse() {
    for (const list of lists) {
      const wrong = checked.checked && lines(list).find((name) => !stands(name).length);
      list.setCustomValidity(wrong ? `"${wrong}" staat niet in het bericht. Schrijf het zoals het er staat.` : "");
    }
    for (const row of [...rows.querySelectorAll("[data-vk-row]")].map(inputs)) {
      const words = row.woorden.value.trim();
      const wrong = checked.checked && words && !stands(words).length;
      row.woorden.setCustomValidity(wrong ? "Deze woorden staan niet in het bericht." : "");
      row.woorden.required = checked.checked && Boolean(row.dag.value || row.uur.value || row.waar.value);
      row.dag.required = checked.checked && Boolean(words || row.uur.value || row.waar.value);
    }
  }

  function draw() {
    const marked = regions();
    refuse();
    parts.forEach((part, n) => {
      const begin = begins[n];
      const length = part.textContent.length;
      const here = marked.filter((one) => one.start >= begin && one.end <= begin + length);
      const pieces = [];
      let at = begin;
      for (const one of here) {
        const mark = document.createElement("mark");
        mark.className = `vk-span vk-span-${one.kind}`;
        mark.textContent = whole.slice(one.start, one.end);
        pieces.push(whole.slice(at, one.start), mark);
        at = one.end;
      }
      part.replaceChildren(...pieces, whole.slice(at, begin + length));
    });
  }

  // selection to places in the whole text and back
  function place(node, offset) {
    const n = parts.findIndex((part) => part.contains(node));
    if (n < 0) return null;
    const before = document.createRange();
    before.setStart(parts[n], 0);
    before.setEnd(node, offset);
    return begins[n] + before.toString().length;
  }

  function spot(at) {
    const n = begins.findLastIndex((begin) => begin <= at);
    const walker = document.createTreeWalker(parts[n], NodeFilter.SHOW_TEXT);
    let left = at - begins[n];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (left <= node.length) return [node, left];
      left -= node.length;
    }
    return [parts[n], parts[n].childNodes.length];
  }

  function selected() {
    const chosen = getSelection();
    if (!chosen.rangeCount) return null;
    const range = chosen.getRangeAt(0);
    const [start, end] = [place(range.startContainer, range.startOffset), place(range.endContainer, range.endOffset)];
    return start === null || end === null ? null : [start, end];
  }

  function select([start, end]) {
    getSelection().setBaseAndExtent(...spot(start), ...spot(end));
    const box = getSelection().getRangeAt(0).getBoundingClientRect();
    if (box.top < MARGIN) scrollBy(0, box.top - MARGIN);
    if (box.bottom > innerHeight - MARGIN) scrollBy(0, box.bottom - innerHeight + MARGIN);
  }

  // whole words: half a word is no name, nor is the full stop behind it
  function widened([start, end]) {
    const touched = words.filter(([a, b]) => (start === end ? a <= start && start <= b : a < end && start < b));
    return touched.length ? [touched[0][0], touched.at(-1)[1]] : null;
  }

  const touching = ([start, end]) => regions().filter((one) => one.start < Math.max(end, start + 1) && start < one.end);

  function changed(message, range) {
    checked.checked = true;
    draw();
    if (range) select(range);
    told.textContent = message;
  }

  function drop(name) {
    for (const list of lists) list.value = lines(list).filter((line) => line !== name).join("\n");
    for (const row of filled()) {
      if (row.woorden.value.trim() === name) for (const input of Object.values(row)) input.value = "";
    }
  }

  function meet(name) {
    const [last] = [...rows.querySelectorAll("[data-vk-row]")].slice(-1);
    const copy = last.cloneNode(true);
    const row = inputs(last);
    const day = days.find((one) => one.words.includes(name) || name.includes(one.words));
    row.woorden.value = name;
    if (day) [row.dag.value, row.uur.value] = [day.day, day.hour];
    copy.setAttribute("aria-label", `Bijeenkomst ${rows.children.length + 1}`);
    rows.append(copy);
    if (!day) row.dag.focus();
    return day ? "" : " Vul de dag in.";
  }

  function mark(kind) {
    const chosen = selected();
    const range = chosen && widened(chosen);
    if (!range) return;
    const before = touching(range);
    const exact = before.find((one) => one.start <= range[0] && range[1] <= one.end && chosen[0] === chosen[1]);
    const [start, end] = exact ? [exact.start, exact.end] : range;
    const name = whole.slice(start, end).replace(/\s+/g, " ");
    // a longer or shorter name takes the place of another, but a day may hold a name (`zaterdag op de Markt`)
    for (const one of before) if (one.kind !== "meetings" && kind !== "meetings") drop(one.name);
    drop(name);
    const list = lists.find((one) => one.dataset.vkLines === kind);
    const more = list ? "" : meet(name);
    if (list) list.value = [...lines(list), name].join("\n");
    changed(`${name}: ${called[kind]}.${more}`, more ? null : [start, end]);
  }

  function unmark() {
    const chosen = selected();
    const found = chosen ? touching(chosen) : [];
    for (const one of found) drop(one.name);
    if (found.length) changed(`Weggehaald: ${found.map((one) => one.name).join(", ")}.`, chosen);
  }

  // arrows: a word further or back, with Shift more words; down and up from mark to mark
  let anchor = 0;
  let focus = 0;
  function step(by, more) {
    if (!words.length) return;
    const chosen = selected();
    const at = chosen ? words.findIndex(([, end]) => end > chosen[0]) : -1;
    if (!more && chosen) anchor = focus = Math.max(at, 0);
    focus = Math.min(Math.max(chosen ? focus + by : 0, 0), words.length - 1);
    if (!more) anchor = focus;
    select([words[Math.min(anchor, focus)][0], words[Math.max(anchor, focus)][1]]);
  }

  function leap(by) {
    const at = (selected() || [-1])[0];
    const all = regions();
    const next = by > 0 ? all.find((one) => one.start > at) : all.filter((one) => one.start < at).at(-1);
    if (!next) return;
    select([next.start, next.end]);
    anchor = words.findIndex(([, end]) => end > next.start);
    focus = words.findLastIndex(([start]) => start < next.end);
    told.textContent = `${next.name}: ${called[next.kind]}.`;
  }

  function leave(sure) {
    if (sure) checked.checked = true;
    refuse();
    document.querySelector("[data-vk-labels] input:not([type=hidden])").focus();
  }

  const moves = { ArrowRight: [step, 1], ArrowLeft: [step, -1], ArrowDown: [leap, 1], ArrowUp: [leap, -1] };
  const acts = { x: unmark, Delete: unmark, Backspace: unmark, Enter: () => leave(true), Escape: () => leave(false) };
  for (const button of buttons) acts[button.dataset.vkKey] = () => mark(button.dataset.vkMark);

  text.tabIndex = 0;
  text.addEventListener("focus", () => text.matches(":focus-visible") && !selected() && step(0, false));
  text.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const [move, by] = moves[event.key] || [];
    if (!move && !acts[event.key]) return;
    event.preventDefault();
    if (move) move(by, event.shiftKey);
    else acts[event.key]();
  });
  text.addEventListener("click", (event) => {
    const chosen = selected();
    const here = event.target.closest("mark") && chosen && chosen[0] === chosen[1] && touching(chosen)[0];
    if (here) select([here.start, here.end]);
  });
  for (const button of [...buttons, document.querySelector("[data-vk-unmark]")]) {
    button.hidden = false;
    if (button.dataset.vkMark) button.previousElementSibling.hidden = true;
    button.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
    button.addEventListener("click", () => (button.dataset.vkMark ? mark(button.dataset.vkMark) : unmark()));
  }
  names.querySelector("[data-vk-help]").hidden = false;
  names.addEventListener("input", (event) => {
    if (event.target !== checked) checked.checked = true;
    draw();
  });
  draw();
})();
