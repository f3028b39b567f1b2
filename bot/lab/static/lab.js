"use strict";
// The phones of the sandbox. Everything goes through the server; this page only draws.
const phones = [...document.querySelectorAll(".phone")];
const bubbles = new Map();
let clockOffset = 0;

const el = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};
const post = (path, body) =>
  fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
const owner = (phone) => phone.querySelector("select").value;

function drawCard(bubble) {
  const card = bubble.card, node = el("div", "bubble card");
  node.append(el("h3", "", card.main_title?.title ?? ""));
  if (card.main_title?.desc) node.append(el("div", "desc", card.main_title.desc));
  if (card.sub_title_text) node.append(el("div", "sub", card.sub_title_text));
  const facts = el("dl");
  for (const fact of card.horizontal_content_list ?? []) facts.append(el("dt", "", fact.keyname), el("dd", "", fact.value ?? ""));
  if (facts.children.length) node.append(facts);
  const chosen = {};
  const lists = card.checkbox ? [card.checkbox] : (card.select_list ?? []);
  for (const list of lists) {
    const options = el("div", "options");
    if (list.title) options.append(el("div", "desc", list.title));
    for (const option of list.option_list) {
      const label = el("label"), input = el("input");
      input.type = card.checkbox && card.checkbox.mode === 1 ? "checkbox" : "radio";
      input.name = `${bubble.id}-${list.question_key}`;
      input.checked = Boolean(option.is_checked) || list.selected_id === option.id;
      input.disabled = Boolean(bubble.done);
      input.value = option.id;
      label.append(input, ` ${option.text}`);
      options.append(label);
    }
    chosen[list.question_key] = () => [...options.querySelectorAll("input:checked")].map((i) => i.value);
    node.append(options);
  }
  const row = el("div", "buttons");
  const buttons = card.button_list ?? (card.submit_button ? [card.submit_button] : []);
  for (const button of buttons) {
    const press = el("button", `style${button.style ?? 1}`, button.text);
    press.disabled = Boolean(bubble.done);
    press.onclick = () => {
      const answers = Object.fromEntries(Object.entries(chosen).map(([key, read]) => [key, read()]));
      post("/lab/tap", { bubble: bubble.id, key: button.key, chosen: answers });
    };
    row.append(press);
  }
  if (bubble.done && buttons.length) {
    row.replaceChildren(el("button", "", bubble.done));
    row.firstChild.disabled = true;
  }
  if (row.children.length) node.append(row);
  return node;
}

function drawBubble(bubble) {
  if (bubble.kind === "card") return drawCard(bubble);
  const node = el("div", `bubble ${bubble.kind}${bubble.mine ? " mine" : ""}${bubble.recalled ? " recalled" : ""}`, bubble.text);
  if (bubble.kind === "image" && bubble.media_id) {
    const picture = el("img");
    picture.src = `/lab/media/${bubble.media_id}`;
    picture.alt = bubble.text;
    picture.onload = () => picture.closest(".chat")?.scrollTo(0, 1e6); // its height is known only now
    node.replaceChildren(picture);
  }
  return node;
}

function draw(phone) {
  const chat = phone.querySelector(".chat"), who = owner(phone);
  chat.replaceChildren();
  let last = "";
  for (const bubble of bubbles.values()) {
    if (bubble.account !== who) continue;
    const stamp = bubble.at.slice(5, 16).replace("T", " ").replace(/^0?(\d+)-0?(\d+)/, "$1月$2日");
    if (stamp !== last) chat.append(el("div", "stamp", stamp));
    last = stamp;
    chat.append(drawBubble(bubble));
  }
  chat.scrollTop = chat.scrollHeight;
}
const drawFor = (account) => phones.filter((phone) => owner(phone) === account).forEach(draw);

function showClock() {
  const now = new Date(Date.now() + clockOffset);
  const text = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", year: "numeric", month: "long", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit", hour12: false }).format(now);
  document.getElementById("now").textContent = text;
}
function setClock(now, away) {
  clockOffset = new Date(now) - Date.now();
  document.getElementById("now").classList.toggle("away", away);
  document.getElementById("back").hidden = !away;
  showClock();
}

for (const phone of phones) {
  const form = phone.querySelector("form"), area = phone.querySelector("textarea");
  const send = (text) => text.trim() && post("/lab/say", { account: owner(phone), text });
  form.onsubmit = (event) => { event.preventDefault(); send(area.value); area.value = ""; };
  area.onkeydown = (event) => { if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); } };
  phone.querySelectorAll(".hint").forEach((hint) => { hint.onclick = () => send(hint.textContent); });
  phone.querySelector("select").onchange = () => draw(phone);
  phone.querySelector("input[type=file]").onchange = (event) => {
    const [file] = event.target.files;
    if (file) fetch(`/lab/picture?account=${encodeURIComponent(owner(phone))}`, { method: "POST", body: file });
    event.target.value = "";
  };
}
document.querySelectorAll("[data-to]").forEach((button) => { button.onclick = () => post("/lab/clock", { to: button.dataset.to }); });
document.getElementById("moment").onchange = (event) => event.target.value && post("/lab/clock", { to: event.target.value });
document.querySelectorAll("[data-fault]").forEach((box) => { box.onchange = () => post("/lab/faults", { [box.dataset.fault]: box.checked }); });
document.querySelectorAll("[data-once]").forEach((button) => { button.onclick = () => post("/lab/faults", { [button.dataset.once]: Number(button.dataset.value) }); });

const drawer = document.getElementById("drawer"), opener = document.getElementById("open-drawer");
opener.onclick = async () => {
  drawer.hidden = !drawer.hidden;
  opener.setAttribute("aria-expanded", String(!drawer.hidden));
  if (drawer.hidden) return;
  const state = await (await fetch("/lab/state")).json();
  document.querySelectorAll("[data-fault]").forEach((box) => { box.checked = Boolean(state.faults[box.dataset.fault]); });
  document.getElementById("counts").replaceChildren(...Object.entries(state.counts).flatMap(([name, count]) => [el("dt", "", name), el("dd", "", String(count))]));
  document.getElementById("traffic").replaceChildren(...state.traffic.reverse().map((entry) => el("li", "", `${entry.direction === "in" ? "→" : "←"} ${entry.xml}`)));
};

async function load() {
  const state = await (await fetch("/lab/state")).json();
  for (const bubble of state.bubbles) bubbles.set(bubble.id, bubble);
  setClock(state.now, state.away);
  phones.forEach(draw);
}
const stream = new EventSource("/lab/stream");
stream.onopen = load;
stream.onmessage = (message) => {
  const event = JSON.parse(message.data);
  if (event.bubble) { bubbles.set(event.bubble.id, event.bubble); drawFor(event.bubble.account); }
  if (event.now) setClock(event.now, event.away);
};
setInterval(showClock, 10000);
