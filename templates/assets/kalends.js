// What pages do beyond HTML: every page reads fully without it.
(function () {
  "use strict";

  // Marks the section that is being read in the contents.
  var links = {};
  document.querySelectorAll(".toc a").forEach(function (link) {
    links[link.hash.slice(1)] = link;
  });
  var heads = Object.keys(links).map(function (id) { return document.getElementById(id); }).filter(Boolean);
  if (heads.length && "IntersectionObserver" in window) {
    var mark = function () {
      var current = heads[0];
      heads.forEach(function (head) { if (head.getBoundingClientRect().top < 120) current = head; });
      heads.forEach(function (head) {
        if (head === current) links[head.id].setAttribute("aria-current", "true");
        else links[head.id].removeAttribute("aria-current");
      });
    };
    var watch = new IntersectionObserver(mark, { rootMargin: "-100px 0px -60% 0px" });
    heads.forEach(function (head) { watch.observe(head); });
    mark();
  }

  // Paints a number's line in the trail while the number is pointed at or focused.
  var line = function (event) {
    var link = event.target.closest ? event.target.closest("a.n") : null;
    return link ? document.getElementById(decodeURIComponent(link.hash.slice(1))) : null;
  };
  var paint = function (on) {
    return function (event) {
      var found = line(event);
      if (found) found.classList.toggle("hit", on);
    };
  };
  document.addEventListener("mouseover", paint(true));
  document.addEventListener("mouseout", paint(false));
  document.addEventListener("focusin", paint(true));
  document.addEventListener("focusout", paint(false));
  // Browsers that do not open a fold for a fragment get help.
  document.addEventListener("click", function (event) {
    var found = line(event);
    var fold = found && found.closest("details");
    if (fold) fold.open = true;
  });

  // Filters the register by ?q=: every word must begin a word of the entry.
  var box = document.getElementById("q");
  var found = document.getElementById("found");
  if (!box || !found) return;
  var words = function (text) { return text.toLocaleLowerCase().split(/[^0-9a-z\u00c0-\u024f]+/i).filter(Boolean); };
  var entries = Array.prototype.map.call(document.querySelectorAll(".reg li"), function (item) {
    return { item: item, words: words(item.textContent) };
  });
  var filter = function () {
    var asked = words(box.value);
    var count = 0;
    entries.forEach(function (entry) {
      var hit = asked.every(function (word) {
        return entry.words.some(function (own) { return own.indexOf(word) === 0; });
      });
      entry.item.hidden = !hit;
      if (hit) count += 1;
    });
    document.querySelectorAll(".reg").forEach(function (group) {
      group.hidden = !group.querySelector("li:not([hidden])");
    });
    found.textContent = !asked.length ? "" : count ? String(count) : found.dataset.none;
  };
  var query = new URLSearchParams(location.search).get("q");
  if (query) box.value = query;
  box.addEventListener("input", filter);
  if (query) filter();
})();
