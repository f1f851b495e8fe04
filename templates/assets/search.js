// The search page, beyond HTML: without it the register reads from A to Å.
(function () {
  "use strict";

  // Every word asked for, or its stem, begins a word of what is found. Letters are compared as they are written without
  // a Danish keyboard: Århus, Aarhus and aarhus are the same word.
  var box = document.getElementById("q");
  var found = document.getElementById("found");
  var section = document.getElementById("texts");
  if (!box || !found) return;
  var plain = { "æ": "ae", "ø": "oe", "å": "aa", "ß": "ss" };
  function words(text) {
    return text.normalize("NFC").toLowerCase().replace(/[æøåß]/g, function (letter) { return plain[letter]; })
      .normalize("NFD").replace(/\p{M}/gu, "").split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  }
  // Endings of nouns and verbs; what is left must still say something.
  var lang = document.documentElement.lang;
  var endings = lang === "da"
    ? /(erne|ernes|erens|enes|ene|ens|ets|ers|er|en|et|es|e|s)$/
    : /(ings|ing|ies|ied|es|ed|e|y|s)$/;
  function stem(word) {
    var cut = word.replace(endings, "");
    return cut.length > 3 ? cut : word;
  }
  function begins(own, asked) {
    return asked.some(function (word) { return own.startsWith(word); });
  }
  function all(own, asked) {
    return asked.every(function (word) {
      return own.some(function (one) { return one.startsWith(word); });
    });
  }
  var register = Array.from(document.querySelectorAll(".reg li"), function (item) {
    return { item: item, words: words(item.textContent) };
  });
  var groups = document.querySelectorAll(".reg");
  var asked = [];

  // The text of reports, newest first. Each script hands over the reports of a year; the next one is asked for when it
  // has come, so that the newest are found first.
  var most = 30;
  var reports = [];
  var scripts = section && section.dataset.texts ? section.dataset.texts.split(" ") : [];
  var next = 0;
  window.kalendsTexts = function (more) { reports = reports.concat(more); };
  function load() {
    if (next >= scripts.length) return;
    var script = document.createElement("script");
    script.src = scripts[next];
    next += 1;
    script.onload = script.onerror = function () { show(); load(); };
    document.head.append(script);
  }

  // The passages of a report that hold all that is asked, three at most.
  function passages(report) {
    var hits = [];
    report[3].forEach(function (part) {
      part.slice(1).forEach(function (text, index) {
        part.words = part.words || [];
        part.words[index] = part.words[index] || words(text);
        if (hits.length < 3 && all(part.words[index], asked)) hits.push({ id: part[0], text: text });
      });
    });
    return hits;
  }

  // The sentence around the first word that was asked for.
  function sentence(text) {
    if (!("Segmenter" in Intl)) return text;
    var pieces = Array.from(new Intl.Segmenter(lang, { granularity: "sentence" }).segment(text), function (piece) {
      return piece.segment.trim();
    });
    return pieces.find(function (piece) { return all(words(piece), asked); })
      || pieces.find(function (piece) { return words(piece).some(function (own) { return begins(own, asked); }); })
      || text;
  }

  // The text with the words that were asked for in bold.
  function marked(text) {
    var line = document.createElement("p");
    text.split(/([\p{L}\p{N}\p{M}]+)/u).forEach(function (piece, index) {
      var hit = index % 2 && words(piece).some(function (own) { return begins(own, asked); });
      var mark = hit ? document.createElement("b") : null;
      if (mark) mark.textContent = piece;
      line.append(mark || piece);
    });
    return line;
  }

  function entry(report, hits) {
    var item = document.createElement("li");
    var link = document.createElement("a");
    link.href = report[0];
    link.textContent = report[1];
    var period = document.createElement("span");
    period.className = "small";
    period.textContent = report[2] ? " " + report[2] : "";
    item.append(link, period);
    hits.forEach(function (hit) {
      var line = marked(sentence(hit.text));
      var way = document.createElement("a");
      way.href = report[0] + (hit.id ? "#" + hit.id : "");
      way.textContent = "→";
      way.setAttribute("aria-label", report[1] + (report[2] ? ", " + report[2] : ""));
      line.append(" ", way);
      item.append(line);
    });
    return item;
  }

  function show() {
    var count = 0;
    register.forEach(function (entry) {
      var hit = all(entry.words, asked);
      entry.item.hidden = !hit;
      if (hit) count += 1;
    });
    groups.forEach(function (group) { group.hidden = !group.querySelector("li:not([hidden])"); });
    if (section) {
      var list = section.querySelector("ol");
      list.replaceChildren();
      if (asked.length) {
        reports.forEach(function (report) {
          var hits = passages(report);
          if (!hits.length) return;
          count += 1;
          if (list.childElementCount < most) list.append(entry(report, hits));
        });
      }
      section.hidden = !list.childElementCount;
    }
    var noun = count === 1 ? found.dataset.one : found.dataset.more;
    found.textContent = !asked.length ? "" : count ? count + " " + noun : found.dataset.none;
  }

  function ask() {
    asked = words(box.value).map(stem);
    if (asked.length && next === 0) load();
    show();
  }
  var query = new URLSearchParams(location.search).get("q");
  if (query) box.value = query;
  box.addEventListener("input", ask);
  ask();
})();
