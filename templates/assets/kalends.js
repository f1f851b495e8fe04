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

  // The keyboard stops at a table, and a phone shows a hint above it, only where there is something to scroll.
  if ("ResizeObserver" in window) {
    var fit = new ResizeObserver(function (changes) {
      changes.forEach(function (change) {
        var region = change.target, hint = region.previousElementSibling;
        var scrolls = region.scrollWidth > region.clientWidth;
        if (scrolls) region.tabIndex = 0;
        else region.removeAttribute("tabindex");
        if (hint && hint.classList.contains("hint")) hint.hidden = !scrolls;
      });
    });
    document.querySelectorAll(".tw").forEach(function (region) { fit.observe(region); });
  }
})();
