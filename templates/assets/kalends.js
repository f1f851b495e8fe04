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
          hint.classList.remove("m");
        }
      });
    });
    document.querySelectorAll(".tw").forEach(function (region) { fit.observe(region); });
  }

  // What a chart shows under pointer, finger or arrow keys: a row of its table.
  document.querySelectorAll("figure.fig").forEach(figure => {
    var one = query => figure.querySelector(query), frame = one(".kw"), table = one(".fig-data table"), panels = one(".km");
    var drawn = Array.from(figure.querySelectorAll(".kw svg"), (svg, panel) => {
      var mark = table && svg.querySelector("[data-x],[data-y]");
      if (!mark) return;
      var { x, y } = mark.dataset, across = !!x, [from, to, count] = (x || y).split(" ").map(Number), rows = [...table.tBodies[0].rows];
      rows = across ? rows.reverse() : rows.slice(0, count);
      return { svg, across, rows, from, step: (to - from) / (rows.length - 1) || 1e9, cell: panels && panel + 1 };
    }).filter(Boolean), chart = drawn[0];
    if (!chart) return;
    var make = name => document.createElement(name), edges = of => of.getBoundingClientRect();
    var [slider, said, line, over] = ["input", "output", "i", "div"].map(make);
    var halo = one(".kw path").cloneNode(), fixed = "position:absolute;z-index:1;pointer-events:none;";
    slider.type = "range";
    slider.style = fixed + "inset:0;width:100%;height:100%;margin:0;opacity:0";
    over.style.position = figure.style.position = "relative";
    slider.max = chart.rows.length - 1;
    slider.value = chart.across * slider.max;
    slider.setAttribute("aria-labelledby", figure.id + "-h");
    frame.style.touchAction = "pan-y";
    halo.style = "stroke:var(--ink);stroke-width:13;stroke-linecap:round;opacity:.3";
    frame.replaceWith(over);
    over.append(frame, slider);
    over.after(line, said);

    function hide() {
      line.style = said.style = fixed + "opacity:0";
      said.textContent = "";
      halo.remove();
    }
    hide();
    function tell(row, at) {
      said.textContent = "";
      var add = (text, name = "div") => said.appendChild(make(name)).textContent = text, heads = [];
      [...row.cells].forEach((cell, index) => {
        if (index && chart.cell && chart.cell !== index) return;
        var copy = cell.cloneNode(true), note = copy.querySelector("small")?.textContent, name = table.tHead.rows[0].cells[index].textContent;
        copy.querySelectorAll("small,svg,.vh").forEach(other => other.remove());
        var text = copy.textContent.trim();
        if (!text) return;
        heads.push((index ? name : text).toLowerCase() + ":");
        if (index) return add(`${name}: ${text}` + (note ? ` (${note})` : ""));
        add(text, "b");
        if (note) add(note);
      });
      figure.querySelectorAll(".fig-notes li").forEach(note => {
        var [{ textContent: when }, { data }] = note.childNodes, [from, to] = (note.dataset.of || "").split(" ");
        if ((heads.includes(when.toLowerCase()) || (at >= from && at <= to)) && !said.textContent.includes(data.slice(1, -1))) add(data);
      });
    }
    function spot(path, place) {
      for (var length = 0, step = path.getTotalLength(); step > 0.05;) if (path.getPointAtLength(length + (step /= 2)).x < place) length += step;
      var { x, y } = path.getPointAtLength(length);
      return Math.abs(x - place) < 1 ? `M${x} ${y}h0` : "";
    }
    function show(index, above) {
      slider.value = index;
      tell(chart.rows[index], index);
      slider.ariaValueText = said.firstChild.textContent;
      var { svg, across } = chart, box = edges(svg), around = edges(figure), left = box.left - around.left, top = box.top - around.top;
      var place = chart.from + chart.step * index, scale = box.width / svg.viewBox.baseVal.width, at = place * scale;
      line.style = fixed + `background:var(--ink);left:${left + across * at}px;top:${top + !across * at}px;width:${across ? 1 : box.width}px;height:${across ? box.height : 1}px;opacity:${across ? 1 : .3}`;
      halo.setAttribute("d", Array.from(svg.querySelectorAll(".l"), path => across ? spot(path, place) : "").join(""));
      svg.append(halo);
      var x = (left + (across ? at : box.width / 2)) / around.width * 100;
      said.style = fixed + `left:${x}%;transform:translate(-${x}%);width:max-content;max-width:100%;padding:.3rem .6rem;border:1px solid;background:var(--page);font-size:.8125rem;line-height:1.4`;
      var tall = said.offsetHeight, high = across ? 0 : at - 16 * scale, low = across ? box.height : at + 16 * scale;
      above = (above || box.top + low + tall > innerHeight) && box.top + high >= tall;
      said.style.top = top + (above ? high - tall : Math.min(low, innerHeight - box.top - tall)) + "px";
    }
    function point({ clientX: x, clientY: y, pointerType }) {
      var box, near = drawn.find(({ svg }) => (box = edges(svg)).left <= x && x <= box.right && box.top <= y && y <= box.bottom);
      if (!near) return hide();
      chart = near;
      var at = (near.across ? x - box.left : y - box.top) * near.svg.viewBox.baseVal.width / box.width;
      var index = Math.round((at - near.from) / near.step);
      slider.value = index;
      if (near.across) index = +slider.value;
      near.rows[index] ? show(index, pointerType === "touch") : hide();
    }
    over.onpointermove = over.onpointerdown = point;
    over.onpointerleave = event => event.pointerType === "mouse" && hide();
    addEventListener("pointerdown", event => over.contains(event.target) || hide());
    addEventListener("beforeprint", hide);
    function mark(on) {
      frame.style.outline = on ? "2px solid" : "";
      slider.style.pointerEvents = on ? "auto" : "none";
    }
    var shown = () => drawn.filter(one => one.svg.getClientRects().length);
    slider.onfocus = () => {
      if (!shown().includes(chart)) chart = shown()[0];
      mark(true);
      show(+slider.value);
    };
    slider.onblur = () => mark(hide());
    slider.oninput = () => show(+slider.value);
    slider.onkeydown = event => {
      var way = { ArrowDown: 1, ArrowUp: -1 }[event.key], all = shown();
      if (event.key === "Escape") hide();
      if (!way || (chart.across && !panels)) return;
      event.preventDefault();
      if (panels) chart = all[all.indexOf(chart) + way] || chart;
      else slider.value = +slider.value + way;
      show(+slider.value);
    };
  });
})();
