"use strict";
// Asks /observatoire/donnees for what is new, keeps the last hour, and draws it. No state but `hour`.

const PERIOD = 2000;  // ms between two questions
const HOUR = 1800;    // samples kept
const NOW = 5;        // samples that "at this moment" looks back
const MINUTES5 = 150; // samples in five minutes

const PLACES = {
  produits: [20, 20], magasins: [20, 330], panier: [20, 175], stock: [290, 175], client: [560, 175], ventes: [830, 175],
  "event-store": [425, 360],
};
const BOX = [150, 64];
const PRODUCERS = {
  "produit.evenements": "produits", "magasin.evenements": "magasins", "client.evenements": "client",
  "paiement.evenements": "client", "stock.evenements": "stock", "commande.evenements": "panier", "vente.evenements": "ventes",
};
// The flow of an order, and what feeds it. The event store hears everything: one arrow stands for all of it.
const ARROWS = [
  ["commande.evenements", "stock", 0], ["stock.evenements", "client", 0], ["paiement.evenements", "ventes", 0],
  ["paiement.evenements", "stock", 34], ["vente.evenements", "client", 34], ["vente.evenements", "stock", 110],
  ["produit.evenements", "panier", 0], ["magasin.evenements", "panier", 0],
];
const ENDS = {
  aucun: "Confirmée", stock_indisponible: "Stock indisponible (stock)", paiement_refuse: "Paiement refusé (client)",
  magasin_ferme: "Magasin fermé (ventes)", reservation_expiree: "Réservation expirée (stock)",
  annulation_client: "Annulée par le client",
};

const hour = { last: 0, times: [], series: {} };
const charts = {};

function learn(data) {
  if (data.dernier < hour.last) Object.assign(hour, { last: 0, times: [], series: {} });  // the program began anew
  hour.last = data.dernier;
  const before = hour.times.length, fresh = data.temps.length;
  hour.times.push(...data.temps);
  for (const key of new Set([...Object.keys(hour.series), ...Object.keys(data.series)])) {
    const kept = hour.series[key] ?? new Array(before).fill(null);
    hour.series[key] = kept.concat(data.series[key] ?? new Array(fresh).fill(null)).slice(-HOUR);
  }
  hour.times = hour.times.slice(-HOUR);
}

const value = (key) => hour.series[key]?.at(-1) ?? null;
const named = (word) => Object.keys(hour.series).filter((key) => key.startsWith(word + ":"));
const total = (word) => named(word).reduce((sum, key) => sum + (value(key) ?? 0), 0);

// What a counter gained over the last `samples`; a counter that fell began anew.
function gained(key, samples) {
  const values = (hour.series[key] ?? []).slice(-samples - 1).filter((v) => v !== null);
  let sum = 0;
  for (let i = 1; i < values.length; ++i) sum += values[i] >= values[i - 1] ? values[i] - values[i - 1] : values[i];
  return sum;
}

function rate(key, samples) {
  const n = Math.min(samples, hour.times.length - 1);
  return n < 1 ? 0 : gained(key, n) * 1000 / (hour.times.at(-1) - hour.times.at(-1 - n));
}

function lag(service, stream) {
  const head = value("tete:" + stream), position = value(`position:${service}:${stream}`);
  return head === null || position === null ? 0 : Math.max(0, head - position);
}

const lagOf = (service) =>
  named("position:" + service).reduce((most, key) => Math.max(most, lag(service, key.split(":")[2])), 0);

const round = (n) => n >= 10 ? Math.round(n).toString() : n.toFixed(1).replace(".", ",");

// ---- the map ----

function trouble(service) {
  if (value("tenue:" + service) === null) return "ne répond pas";
  if (value("postgresql:" + service) === 0) return "PostgreSQL absent";
  if (value("tenue:" + service) === 0) return "partition sans maître";
  if (value("redis:" + service) === 0) return "Redis absent";
  return "";
}

function boxOf(service) {
  const [x, y] = PLACES[service], [w, h] = BOX, letters = value("lettres:" + service) ?? 0, why = trouble(service);
  const late = lagOf(service);
  const kind = why ? "panne" : letters > 0 || late > 50 ? "retard" : "bien";
  const says = why || (letters > 0 ? `${letters} ${letters > 1 ? "lettres mortes" : "lettre morte"}` : late > 50 ? `en retard de ${late}` : `file : ${value("file:" + service) ?? 0}`);
  return `<g class="${kind}" data-service="${service}"><rect x="${x}" y="${y}" width="${w}" height="${h}"/>` +
    `<text class="nom" x="${x + w / 2}" y="${y + 26}">${service}</text>` +
    `<text class="chiffre" x="${x + w / 2}" y="${y + 48}">${says}</text></g>`;
}

// From the middle of one box's edge to the other's, bent by `bend` pixels; its figures, when told, at the middle.
function arrow(from, to, bend, perSecond, behind, label, told = true) {
  const [w, h] = BOX, [ax, ay] = PLACES[from], [bx, by] = PLACES[to];
  const level = ay === by, back = level && bx < ax;
  const x1 = level ? (back ? ax + 40 : ax + w) : ax + w / 2, x2 = level ? (back ? bx + w - 40 : bx) : bx + w / 2;
  const y1 = level ? (back ? ay : ay + h / 2) : (by > ay ? ay + h : ay), y2 = level ? (back ? by : by + h / 2) : (by > ay ? by : by + h);
  const mx = (x1 + x2) / 2, my = (y1 + y2) / 2 - bend;
  const kind = trouble(to) ? "panne" : behind > 50 ? "retard" : perSecond > 0.05 ? "bien" : "repos";
  const figures = `${round(perSecond)}/s` + (behind > 0 ? ` · retard ${behind}` : "");
  const ly = (y1 + y2) / 4 + my / 2;
  return `<g class="${kind}"><path class="${kind}" d="M${x1},${y1} Q${mx},${my} ${x2},${y2}" marker-end="url(#fleche-${kind})"/>` +
    (told ? `<text class="chiffre" x="${mx}" y="${ly - 4}">${figures}</text>` : "") +
    `<title>${label} : ${figures}</title></g>`;
}

function drawMap() {
  const heads = ["bien", "repos", "retard", "panne"].map((k) =>
    `<marker id="fleche-${k}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">` +
    `<polygon points="0,0 8,4 0,8" class="${k}" style="fill:var(--c)"/></marker>`).join("");
  const flows = ARROWS.map(([stream, to, bend]) =>
    arrow(PRODUCERS[stream], to, bend, rate("tete:" + stream, NOW), lag(to, stream), `${stream} → ${to}`));
  const all = Object.keys(PRODUCERS).reduce((sum, stream) => sum + rate("tete:" + stream, NOW), 0);
  for (const from of ["panier", "stock", "client", "ventes", "magasins"])
    flows.push(arrow(from, "event-store", 0, all, lagOf("event-store"), "tous les streams → event-store", false));
  flows.push(`<text x="590" y="398" style="text-anchor:start">← tous les streams : ${round(all)}/s` +
    (lagOf("event-store") > 0 ? `, retard ${lagOf("event-store")}` : "") + "</text>");
  document.getElementById("carte").innerHTML =
    `<defs>${heads}</defs>` + flows.join("") + Object.keys(PLACES).map(boxOf).join("");
}

// ---- tables and the verdict ----

function row(cells, kind = "") {
  return `<tr class="${kind}">` + cells.map((c, i) => `<td${i ? ' class="n"' : ""}>${c}</td>`).join("") + "</tr>";
}

function drawTables() {
  const waiting = named("encours").map((key) => key.split(":")[1]);
  document.getElementById("sagas").innerHTML = "<tr><th>Elles attendent</th><th class=n>en cours</th><th class=n>en retard</th></tr>" +
    waiting.map((w) => row([w, value("encours:" + w), value("enretard:" + w)], value("enretard:" + w) > 0 ? "retard" : "")).join("");
  document.getElementById("fins").innerHTML = "<tr><th>Fin et cause</th><th class=n>commandes</th></tr>" +
    Object.entries(ENDS).map(([motif, text]) => row([text, gained("fin:" + motif, MINUTES5)])).join("");
}

function verdict() {
  const broken = Object.keys(PLACES).filter(trouble);
  if (broken.length) return ["panne", broken.map((s) => `${s} : ${trouble(s)}`).join(" ; ")];
  const late = total("enretard"), letters = total("lettres");
  if (late) return ["retard", `${late} commandes en retard : comptoir commandes --en-retard`];
  if (letters) return ["retard", `${letters} lettres mortes attendent une personne`];
  const slow = Object.keys(PLACES).filter((s) => lagOf(s) > 50);
  if (slow.length) return ["retard", "en retard : " + slow.join(", ")];
  return ["bien", "Tout va bien"];
}

// ---- charts ----

function drawChart(id, labels, columns) {
  const rows = hour.times.map((t, i) => [new Date(t), ...columns.map((c) => c[i])]);
  if (rows.length < 2) return;
  if (charts[id] && charts[id].getLabels().length === labels.length + 1) return charts[id].updateOptions({ file: rows });
  charts[id] = new Dygraph(document.getElementById(id), rows, {
    labels: ["heure", ...labels], includeZero: true, connectSeparatedPoints: false, legend: "always", labelsDiv: id + "-legende", axisLabelFontSize: 11,
    strokeWidth: 1.6, colors: ["#1a7f4b", "#c62828", "#2f6fd0", "#c77700", "#7b4fb5", "#00838f", "#8a94a6"],
  });
}

// Per second, over the last five samples: smooth enough to read.
function rates(key) {
  const v = hour.series[key] ?? [];
  return hour.times.map((t, i) => {
    const j = Math.max(0, i - NOW);
    return i === j || v[i] === null || v[j] === null || v[i] < v[j] ? null : (v[i] - v[j]) * 1000 / (t - hour.times[j]);
  });
}

const sumOf = (columns) => hour.times.map((_, i) => columns.reduce((s, c) => s + (c[i] ?? 0), 0));

function drawCharts() {
  const ends = named("fin").filter((key) => key !== "fin:aucun").map(rates);
  drawChart("debit", ["confirmées", "annulées"], [rates("fin:aucun"), sumOf(ends)]);
  const sums = rates("duree_somme"), counts = rates("duree_nombre");
  drawChart("duree", ["durée"], [sums.map((s, i) => s === null || !counts[i] ? null : 1000 * s / counts[i])]);
  const services = Object.keys(PLACES).filter((s) => named("position:" + s).length);
  drawChart("retard", services, services.map((s) => hour.times.map((_, i) => named("position:" + s).reduce((most, key) => {
    const head = hour.series["tete:" + key.split(":")[2]]?.[i], at = hour.series[key][i];
    return head == null || at === null ? most : Math.max(most, head - at);
  }, 0))));
  drawChart("encours", ["en cours", "en retard"],
    ["encours", "enretard"].map((word) => sumOf(named(word).map((key) => hour.series[key]))));
}

async function look() {
  const line = document.getElementById("verdict");
  try {
    const answer = await fetch("/observatoire/donnees?apres=" + hour.last);
    learn(await answer.json());
    const [kind, text] = verdict();
    line.className = kind;
    line.textContent = text;
    drawMap();
    drawTables();
    drawCharts();
  } catch (error) {
    line.className = "panne";
    line.textContent = "Comptoir ne répond pas : " + error.message;
  }
  setTimeout(look, PERIOD);
}

look();
