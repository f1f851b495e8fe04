// Saves what a reviewer wrote beside figures and paragraphs as one file, which the site reads. No server is asked.
(function () {
  "use strict";
  var form = document.getElementById("remarks");
  if (!form) return;
  var by = document.getElementById("remarks-by"), save = document.getElementById("remarks-save");
  var fields = Array.from(form.querySelectorAll("textarea")), saved = true;

  // Text in double quotes, as YAML and JSON both read it; what could end a line is written as a code.
  function quoted(text) {
    return JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, function (sign) {
      return "\\u" + ("000" + sign.charCodeAt(0).toString(16)).slice(-4);
    });
  }
  function two(number) {
    return ("0" + number).slice(-2);
  }
  function today() {
    var now = new Date();
    return now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
  }
  function entry(field) {
    var data = field.dataset, text = "  - report: " + quoted(data.report) + "\n";
    if (data.on !== "report") text += "    " + data.on + ": " + quoted(data.key) + "\n";
    text += "    by: " + quoted(by.value.trim()) + "\n    date: " + today() + "\n";
    return text + "    text: " + quoted(field.value.trim()) + "\n";
  }

  save.hidden = false;
  form.addEventListener("input", function (event) {
    if (event.target !== by) saved = false;
  });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var written = fields.filter(function (field) { return field.value.trim(); });
    if (!written.length) return;
    var text = document.getElementById("remarks-kept").textContent + written.map(entry).join("");
    var link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
    link.download = form.dataset.file;
    document.body.append(link);
    link.click();
    link.remove();
    saved = true;
  });
  window.addEventListener("beforeunload", function (event) {
    if (!saved) event.preventDefault();
  });
})();
