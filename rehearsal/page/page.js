// The rehearsal page: joins the seats, the three chats and the server. Knows the Page API, nothing of Telegram's.

import { ChatPane } from "./chat.js";
import { get, gently, listen, post } from "./server.js";
import { make, redraw } from "./text.js";

const WORDS = {
  nl: {
    room: "Oefenruimte. Alles blijft op deze computer.",
    clock: "Datum in de oefening", pace: "Tempo",
    calm: "Rustig", brisk: "Vlot", pause: "Pauze", seats: "Partijen", mediator: "Bemiddelaar", party: "Partij",
    group: "Groep", chats: "Gesprekken", phase: (n, all) => `Fase ${n} van ${all}`, done: "afgerond",
    take: "Neem deze stoel", takeHint: "Speel deze stoel zelf, in plaats van de speler",
    giveBack: "Geef stoel terug", giveBackHint: "Geef deze stoel terug aan de speler",
    youPlay: (name) => `U speelt ${name}. Enter verstuurt.`, youSit: "U speelt deze stoel.", you: "u speelt",
    takesSeat: "Typt of drukt u hier, dan neemt u de stoel over.",
    as: (name) => `Als ${name}`, writeAs: (name) => `Schrijf als ${name}`, send: "Stuur",
    newer: "Nieuwe berichten", edited: "bewerkt",
    choices: "Keuzes bij dit bericht", opens: "Openen in een nieuw tabblad",
    enlarges: "Vergroten", close: "Sluiten", empty: "Nog geen berichten.",
    noGroup: "De groep bestaat nog niet.", nobody: "Nog geen partij", seenBy: "gezien door", fresh: (n) => `${n} nieuw`,
    members: (n) => (n === 1 ? "1 lid" : `${n} leden`), openAs: (name) => `Openen als ${name}`,
    failed: "Dat is niet gelukt. Probeer het nog eens.",
    offline: "Geen verbinding met de oefenruimte. De pagina probeert het steeds opnieuw.",
    ended: "De bemiddeling is afgelopen: de overeenkomst staat in de chat.",
    endedBare: "De bemiddeling is afgelopen.",
    pdf: "Open de overeenkomst (PDF)",
  },
  en: {
    room: "Rehearsal room. Everything stays on this computer.", clock: "Date in the rehearsal", pace: "Pace",
    calm: "Calm", brisk: "Brisk", pause: "Pause", seats: "Parties", mediator: "Mediator", party: "Party",
    group: "Group", chats: "Chats", phase: (n, all) => `Phase ${n} of ${all}`, done: "completed",
    take: "Take this seat", takeHint: "Play this seat yourself, instead of the player",
    giveBack: "Give seat back", giveBackHint: "Give this seat back to the player",
    youPlay: (name) => `You are playing ${name}. Enter sends.`, youSit: "You are playing this seat.", you: "you play",
    takesSeat: "If you type or press here, you take over the seat.",
    as: (name) => `As ${name}`, writeAs: (name) => `Write as ${name}`, send: "Send",
    newer: "New messages", edited: "edited",
    choices: "Choices with this message", opens: "Opens in a new tab",
    enlarges: "Enlarge", close: "Close", empty: "No messages yet.",
    noGroup: "The group does not exist yet.", nobody: "No party yet", seenBy: "seen by", fresh: (n) => `${n} new`,
    members: (n) => (n === 1 ? "1 member" : `${n} members`), openAs: (name) => `Open as ${name}`,
    failed: "That did not work. Please try again.",
    offline: "No connection with the rehearsal room. The page keeps trying.",
    ended: "The mediation has ended: the agreement is in the chat.", endedBare: "The mediation has ended.",
    pdf: "Open the agreement (PDF)",
  },
};
const PACES = { // seconds between two moves of the players
  calm: { pace: 1.5, paused: false },
  brisk: { pace: 0.3, paused: false },
  pause: { pace: 1.5, paused: true },
};

const find = (id) => document.getElementById(id);
const address = new URLSearchParams(location.search);
const narrow = matchMedia("(max-width: 760px)");
const fresh = new Map(); // chat -> messages that came while it was out of sight
const stale = new Set(); // chats to look at again

let room = await get("seats");
const words = { ...(WORDS[room.language] ?? WORDS.en), ...moments(room.language) };
let chosen = address.get("seat");
let tab = room.seats.some(({ id, role }) => String(id) === chosen && role === "mediator") ? "mediator" : "party";
let groupViewer = "party";
let lastPane;

const acts = {
  say: (pane, text) => act(pane, "say", { text }),
  press: (pane, message, data) => act(pane, "press", { message, data }),
  typing: (pane) => pane.seat.taken || attempt(pane, () => seatIs(pane.seat, true)),
  take: (pane, taken) => attempt(pane, () => seatIs(pane.seat, taken)),
  openHint: () => (panes.party.seat ? words.openAs(panes.party.seat.name) : ""),
  open: (url) => {
    showTab("party");
    if (panes.party.seat) act(panes.party, "open", { url });
  },
};
const names = ["mediator", "party", "group"];
const panes = Object.fromEntries(names.map((name) => [name, new ChatPane(name, words, acts)]));
const refreshRoom = gently(async () => {
  room = await get("seats");
  draw();
}, 1000);
const refreshChats = gently(async () => {
  const looked = Object.values(panes).filter(({ chat, seat }) => seat && chat !== null && stale.has(chat));
  stale.clear();
  await Promise.all(looked.map((pane) => refreshChat(pane).catch((problem) => console.warn(problem))));
  drawEnd();
}, 200);

function moments(language) {
  const locale = language === "en" ? "en-GB" : language; // a 24-hour clock in both languages
  const format = (options) => {
    const formatter = new Intl.DateTimeFormat(locale, options);
    return (at) => formatter.format(new Date(at));
  };
  return {
    time: format({ hour: "2-digit", minute: "2-digit" }),
    day: format({ weekday: "long", day: "numeric", month: "long" }),
    moment: format({
      weekday: "short", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit",
    }),
  };
}

async function refreshChat(pane) {
  const { seat, chat } = pane;
  const { messages } = await get(`chat?user=${seat.user}&chat=${chat}`);
  const stillThere = pane.seat?.user === seat.user && pane.chat === chat; // the reader may have moved on
  if (stillThere) pane.update(messages);
}

/** Do something; a failure is said in the pane. Returns whether it worked. */
async function attempt(pane, work) {
  lastPane = pane;
  try {
    await work();
    return true;
  } catch (problem) {
    console.warn(problem);
    pane.toast(words.failed);
    return false;
  }
}

/** Speak or press in a pane: whoever does so takes the seat first, so that its player keeps silent. */
const act = (pane, path, body) => attempt(pane, async () => {
  const { seat, chat } = pane;
  if (!seat.taken) await seatIs(seat, true);
  await post(path, { user: seat.user, chat, ...body });
  look(chat);
});

async function seatIs(seat, taken) {
  seat.taken = taken; // at once, so that the second keystroke does not take it again
  draw();
  try {
    await post("seat", { seat: seat.id, taken });
  } catch (problem) {
    seat.taken = !taken;
    draw();
    throw problem;
  }
  refreshRoom();
}

function look(...chats) {
  chats.forEach((chat) => stale.add(chat));
  refreshChats();
}

function partySeat() {
  const parties = room.seats.filter(({ role }) => role === "party");
  return parties.find(({ id }) => String(id) === chosen) ?? parties[0] ?? null;
}

function choose(seat) {
  chosen = String(seat.id);
  address.set("seat", chosen);
  history.replaceState(null, "", `?${address}`);
  showTab("party");
  draw();
}

function showTab(name) {
  tab = name;
  draw();
}

function draw() {
  const single = narrow.matches || address.get("layout") === "phone";
  document.body.dataset.layout = single ? "phone" : "wide";
  document.body.dataset.tab = tab;
  find("title").textContent = room.title;
  document.title = `${room.title} · Draagvlak`;
  find("now").textContent = words.moment(room.now);
  drawPhases();
  drawPanes();
  for (const [name, { chat }] of Object.entries(panes)) if (!single || name === tab) fresh.delete(chat);
  drawTabs();
  drawSeats();
  drawPace();
  drawEnd();
}

function drawPhases() {
  const steps = room.phases.map((name, index) => {
    const number = make("span", { className: "number" }, String(index + 1));
    const step = make("li", {}, number, make("span", { className: "phase" }, name));
    if (room.ended || index + 1 < room.phase) {
      step.className = "done";
      step.append(make("span", { className: "unseen" }, ` (${words.done})`));
    } else if (index + 1 === room.phase) {
      step.setAttribute("aria-current", "step");
      step.prepend(make("span", { className: "of" }, `${words.phase(room.phase, room.phases.length)}: ${name}`));
    }
    return step;
  });
  redraw(find("phases"), steps);
}

function drawPanes() {
  const mediator = room.seats.find(({ role }) => role === "mediator") ?? null;
  const party = partySeat();
  const viewer = groupViewer === "mediator" ? mediator : party;
  const about = (seat, text) => [make("span", {}, text), ...(seat?.taken ? [make("strong", {}, words.youSit)] : [])];
  const before = Object.values(panes).map(({ seat, chat }) => `${seat?.user} ${chat}`);
  panes.mediator.show({
    seat: mediator, chat: mediator?.chat ?? null, title: mediator?.name ?? words.mediator,
    about: about(mediator, words.mediator),
  });
  panes.party.show({
    seat: party, chat: party?.chat ?? null, title: party?.name ?? words.nobody,
    about: about(party, party?.party ?? ""),
  });
  panes.group.show({
    seat: viewer, chat: room.group?.chat ?? null, title: room.group?.title ?? words.group,
    about: room.group && viewer ? groupAbout(mediator, party) : [],
  });
  const moved = Object.values(panes).filter(({ seat, chat }, i) => `${seat?.user} ${chat}` !== before[i]);
  if (moved.length) look(...moved.map(({ chat }) => chat));
}

function groupAbout(mediator, party) {
  const viewers = Object.entries({ party, mediator }).filter(([, seat]) => seat);
  const option = ([value, seat]) => make("option", { value, defaultSelected: value === groupViewer }, seat.name);
  const select = make("select", {
    onchange: () => {
      groupViewer = select.value;
      draw();
    },
  }, ...viewers.map(option));
  select.setAttribute("aria-label", words.seenBy);
  return [make("span", {}, `${words.members(room.group.members)} · ${words.seenBy} `), select];
}

function marked(button, chat, ...extra) {
  const count = fresh.get(chat);
  if (count) extra.push(make("span", { className: "fresh" }, words.fresh(Math.min(count, 99))));
  button.append(...extra);
  return button;
}

function drawSeats() {
  const current = partySeat();
  const entries = room.seats.filter(({ role }) => role === "party").map((seat) => {
    const who = make("span", { className: "who" }, seat.name);
    const button = make("button", { type: "button", onclick: () => choose(seat) }, who);
    if (seat === current) button.setAttribute("aria-current", "true");
    const you = seat.taken ? [make("span", { className: "you" }, words.you)] : [];
    return make("li", {}, marked(button, seat.chat, make("span", { className: "of-party" }, seat.party ?? ""), ...you));
  });
  redraw(find("seats").querySelector("ul"), entries);
}

function drawTabs() {
  const entries = Object.entries(panes).map(([name, { chat }]) => {
    const button = make("button", { type: "button", onclick: () => showTab(name) }, words[name]);
    if (name === tab) button.setAttribute("aria-current", "true");
    return marked(button, chat);
  });
  redraw(find("tabs"), entries);
}

function drawPace() {
  if (room.paused === undefined) return;
  const current = room.paused ? "pause" : room.pace >= 1 ? "calm" : "brisk";
  for (const button of find("pace").querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.dataset.pace === current));
  }
}

function drawEnd() {
  const banner = find("ended");
  banner.hidden = !room.ended;
  if (!room.ended) return;
  const pdf = panes.group.newestPdf() ?? panes.mediator.newestPdf() ?? panes.party.newestPdf();
  const said = make("span", {}, pdf ? `${words.ended} ` : words.endedBare);
  redraw(banner, pdf ? [said, make("a", { href: pdf.href, target: "_blank" }, words.pdf)] : [said]);
}

function happened(event) {
  const handle = {
    message: () => {
      fresh.set(event.chat, (fresh.get(event.chat) ?? 0) + 1);
      look(event.chat);
    },
    edited: () => look(event.chat),
    deleted: () => look(event.chat),
    toast: () => {
      const places = [lastPane, ...Object.values(panes)].filter((pane) => pane?.seat?.user === event.user);
      places[0]?.toast(event.text);
    },
  };
  handle[event.type]?.();
  refreshRoom();
}

for (const element of document.querySelectorAll("[data-word]")) element.textContent = words[element.dataset.word];
document.documentElement.lang = room.language;
find("tabs").setAttribute("aria-label", words.chats);
find("panes").append(...Object.values(panes).map(({ element }) => element));
find("pace").addEventListener("click", ({ target }) => {
  const wanted = PACES[target.dataset.pace];
  if (!wanted) return;
  room = { ...room, ...wanted };
  drawPace();
  post("pace", wanted).catch((problem) => console.warn(problem));
});
narrow.addEventListener("change", draw);
draw();
listen(happened, (open) => {
  find("offline").hidden = open;
  if (!open) return;
  refreshRoom();
  look(...Object.values(panes).map(({ chat }) => chat));
});
setInterval(refreshRoom, 5000); // the date moves on also when nobody speaks
