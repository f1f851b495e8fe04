// Shows the page anew when the site has changed, where the reader was in it.
(function () {
  "use strict";
  var state = document.currentScript.dataset.state;
  var place = "kalends " + location.pathname;
  var source = null;
  // What stands in the place of a page leaves the place in it as it was.
  var faulty = document.body.classList.contains("faults");

  var kept = sessionStorage.getItem(place);
  if (kept !== null && !faulty) {
    sessionStorage.removeItem(place);
    addEventListener("load", function () { scrollTo({ top: Number(kept), behavior: "instant" }); });
  }

  function listen() {
    source = new EventSource("/_kalends/events");
    source.onmessage = function (event) {
      if (event.data === state) return;
      source.close();
      if (!faulty) sessionStorage.setItem(place, scrollY);
      location.reload();
    };
  }

  // A browser opens six connections to a server: those of hidden pages would be missing elsewhere.
  function attend() {
    if (!document.hidden) return listen();
    if (source) source.close();
  }
  document.addEventListener("visibilitychange", attend);
  attend();
})();
