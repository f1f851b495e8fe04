// What pages do beyond HTML: every page reads fully without it.
(function () {
  "use strict";

  // The element that a link within the page leads to.
  function aim(link) {
    try {
      return document.getElementById(decodeURIComponent(link.hash.slice(1)));
    } catch (malformed) {
      return null;
    }
  }

  // Marks in the contents the section that is being read: the last one whose heading has left the top of the window.
  var entries = Array.from(document.querySelectorAll(".toc a"), function (link) {
    return { link: link, head: aim(link) };
  }).filter(function (entry) { return entry.head; });
  if (entries.length && "IntersectionObserver" in window) {
    var mark = function () {
      var current = entries[0];
      entries.forEach(function (entry) {
        if (entry.head.getBoundingClientRect().bottom <= 100) current = entry;
      });
      entries.forEach(function (entry) {
        if (entry === current) entry.link.setAttribute("aria-current", "true");
        else entry.link.removeAttribute("aria-current");
      });
    };
    var watch = new IntersectionObserver(mark, { rootMargin: "-100px 0px 0px" });
    entries.forEach(function (entry) { watch.observe(entry.head); });
    mark();
  }

  // Paints a number's line in the trail while the number is pointed at or focused.
  function line(event) {
    var link = event.target.closest && event.target.closest("a.n");
    return link && aim(link);
  }
  [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]].forEach(function (kind) {
    document.addEventListener(kind[0], function (event) {
      var found = line(event);
      if (found) found.classList.toggle("hit", kind[1]);
    });
  });
  // Browsers that do not open a fold for a fragment get help.
  document.addEventListener("click", function (event) {
    var found = line(event);
    var fold = found && found.closest("details");
    if (fold) fold.open = true;
  });

  // The keyboard stops at a table, and a hint stands above it, only where there is something to scroll.
  if ("ResizeObserver" in window) {
    var fit = new ResizeObserver(function (changes) {
      changes.forEach(function (change) {
        var region = change.target, hint = region.previousElementSibling;
        var scrolls = region.scrollWidth > region.clientWidth;
        if (scrolls) region.tabIndex = 0;
        else region.removeAttribute("tabindex");
        if (hint && hint.classList.contains("hint")) {
          hint.hidden = !scrolls;
          hint.classList.toggle("on", scrolls);
        }
      });
    });
    document.querySelectorAll(".tw").forEach(function (region) { fit.observe(region); });
  }

  // Filters the register by ?q=: every word asked for, or its stem, begins a word of the entry. Letters are compared
  // as they are written without a Danish keyboard: Århus, Aarhus and aarhus are the same word.
  var box = document.getElementById("q");
  var found = document.getElementById("found");
  if (!box || !found) return;
  var plain = { "æ": "ae", "ø": "oe", "å": "aa", "ß": "ss" };
  function words(text) {
    return text.normalize("NFC").toLowerCase().replace(/[æøåß]/g, function (letter) { return plain[letter]; })
      .normalize("NFD").replace(/\p{M}/gu, "").split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  }
  // Endings of nouns and verbs; what is left must still say something.
  var endings = document.documentElement.lang === "da"
    ? /(erne|ernes|erens|enes|ene|ens|ets|ers|er|en|et|es|e|s)$/
    : /(ings|ing|ies|ied|es|ed|e|y|s)$/;
  function stem(word) {
    var cut = word.replace(endings, "");
    return cut.length > 3 ? cut : word;
  }
  var register = Array.from(document.querySelectorAll(".reg li"), function (item) {
    return { item: item, words: words(item.textContent) };
  });
  var groups = document.querySelectorAll(".reg");
  function filter() {
    var asked = words(box.value).map(stem);
    var count = 0;
    register.forEach(function (entry) {
      var hit = asked.every(function (word) {
        return entry.words.some(function (own) { return own.startsWith(word); });
      });
      entry.item.hidden = !hit;
      if (hit) count += 1;
    });
    groups.forEach(function (group) { group.hidden = !group.querySelector("li:not([hidden])"); });
    var noun = count === 1 ? found.dataset.one : found.dataset.more;
    found.textContent = !asked.length ? "" : count ? count + " " + noun : found.dataset.none;
  }
  var query = new URLSearchParams(location.search).get("q");
  if (query) box.value = query;
  box.addEventListener("input", filter);
  filter();
})();
