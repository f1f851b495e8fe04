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

  // What a chart shows under pointer, finger or arrow keys: a row of its table.
  document.querySelectorAll("figure.fig").forEach(figure => {
    var frame = figure.querySelector(".kw"), table = figure.querySelector(".fig-data table");
    var drawn = frame && table ? Array.from(frame.querySelectorAll("svg")) : [];
    var panels = frame && frame.classList.contains("km");
    drawn = drawn.map((svg, panel) => {
      var mark = svg.querySelector("[data-x],[data-y]");
      if (!mark) return null;
      var ends = (mark.dataset.x || mark.dataset.y).split(" ").map(Number), rows = Array.from(table.tBodies[0].rows);
      rows = mark.dataset.x ? rows.reverse() : rows.slice(0, ends[2]);
      return { svg: svg, across: !!mark.dataset.x, from: ends[0], step: (ends[1] - ends[0]) / (rows.length - 1 || 1), rows: rows, cell: panels ? panel + 1 : 0 };
    }).filter(Boolean);
    if (!drawn.length) return;
    var slider = document.createElement("input"), said = document.createElement("output"), line = document.createElement("i"), over = document.createElement("div");
    var chart = drawn[0], rows = chart.rows;
    slider.type = "range";
    slider.style.cssText = "position:absolute;inset:0;width:100%;height:100%;margin:0;opacity:0;pointer-events:none";
    over.style.position = figure.style.position = "relative";
    slider.max = rows.length - 1;
    slider.value = chart.across ? slider.max : 0;
    slider.setAttribute("aria-labelledby", figure.id + "-h");
    if (chart.across) frame.style.touchAction = "pan-y";
    line.style.cssText = said.style.cssText = "position:absolute;z-index:1;pointer-events:none;opacity:0;max-width:100%;background:var(--ink)";
    said.style.cssText += "padding:.3rem .6rem;border:1px solid;background:var(--page);font-size:.8125rem;line-height:1.4";
    frame.replaceWith(over);
    over.append(frame, slider);
    over.after(line, said);

    function shown() {
      return drawn.filter(one => one.svg.getClientRects().length);
    }
    function hide() {
      line.style.opacity = said.style.opacity = 0;
      said.textContent = "";
    }
    function tell(row) {
      said.textContent = "";
      function add(name, text) {
        said.append(document.createElement(name));
        said.lastChild.textContent = text;
      }
      var on = row.cells[0].querySelector("small"), head = row.cells[0].firstChild.textContent, heads = [head];
      add("b", head);
      if (on) add("div", on.textContent);
      Array.from(row.cells).slice(1).forEach((cell, index) => {
        if (chart.cell && chart.cell !== index + 1) return;
        var copy = cell.cloneNode(true), note = copy.querySelector("small");
        copy.querySelectorAll("small,svg,.vh").forEach(other => other.remove());
        if (!copy.textContent.trim()) return;
        var name = table.tHead.rows[0].cells[index + 1].textContent;
        heads.push(name);
        add("div", name + ": " + copy.textContent.trim() + (note ? " (" + note.textContent + ")" : ""));
      });
      figure.querySelectorAll(".fig-notes li").forEach(note => {
        var when = note.firstChild.textContent;
        if (heads.some(name => when.toLowerCase() === name.toLowerCase() + ":")) add("div", note.textContent.slice(when.length));
      });
      return head;
    }
    function show(index) {
      slider.value = index;
      slider.setAttribute("aria-valuetext", tell(chart.rows[index]));
      var box = chart.svg.getBoundingClientRect(), around = figure.getBoundingClientRect();
      var at = (chart.from + chart.step * index) * box.width / chart.svg.viewBox.baseVal.width;
      var left = box.left - around.left, top = box.top - around.top, style = line.style;
      style.left = left + (chart.across ? at : 0) + "px";
      style.top = top + (chart.across ? 0 : at) + "px";
      style.width = chart.across ? "1px" : box.width + "px";
      style.height = chart.across ? box.height + "px" : "1px";
      var x = chart.across ? left + at + 10 : left + box.width / 4;
      if (chart.across && at > box.width / 2) x -= said.offsetWidth + 20;
      said.style.left = Math.max(0, Math.min(x, around.width - said.offsetWidth)) + "px";
      said.style.top = top + (chart.across ? 0 : at + 8) + "px";
      style.opacity = chart.across ? 1 : 0.3;
      said.style.opacity = 1;
    }
    function point(event) {
      var box, near = drawn.filter(one => {
        box = one.svg.getBoundingClientRect();
        return event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
      })[0];
      if (!near) return hide();
      chart = near;
      box = near.svg.getBoundingClientRect();
      var at = (near.across ? event.clientX - box.left : event.clientY - box.top) * near.svg.viewBox.baseVal.width / box.width;
      var index = Math.round((at - near.from) / (near.step || Infinity));
      if (near.across) index = Math.max(0, Math.min(index, slider.max));
      if (near.rows[index]) show(index);
      else hide();
    }
    over.addEventListener("pointermove", point);
    over.addEventListener("pointerdown", point);
    over.addEventListener("pointerleave", event => event.pointerType === "mouse" && hide());
    document.addEventListener("pointerdown", event => over.contains(event.target) || hide());
    addEventListener("beforeprint", hide);
    function mark(on) {
      frame.style.outline = on ? "2px solid var(--accent)" : "";
      slider.style.pointerEvents = on ? "auto" : "none";
    }
    slider.addEventListener("focus", () => {
      if (shown().indexOf(chart) < 0) chart = shown()[0];
      mark(true);
      show(+slider.value);
    });
    slider.addEventListener("blur", () => mark(hide()));
    slider.addEventListener("input", () => show(+slider.value));
    slider.addEventListener("keydown", event => {
      var way = { ArrowDown: 1, ArrowUp: -1 }[event.key], all = shown();
      if (event.key === "Escape") hide();
      if (!way || (chart.across && !panels)) return;
      event.preventDefault();
      if (panels) chart = all[all.indexOf(chart) + way] || chart;
      show(panels ? +slider.value : Math.max(0, Math.min(+slider.value + way, slider.max)));
    });
  });
})();
