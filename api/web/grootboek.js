// Progressive only: every page works without this file.
(function () {
  "use strict";
  // A page that shows progress renews only its data-live parts, so that nobody loses their place; when the new page
  // shows no progress any more, it is opened. Without this file the page reloads itself (noscript in layout.html).
  var seconds = Number(document.body.dataset.refresh);
  if (!seconds) return;
  function renew() {
    fetch(location.href, { headers: { Accept: "text/html" } })
      .then(function (answer) {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.text();
      })
      .then(function (text) {
        var page = new DOMParser().parseFromString(text, "text/html");
        if (!page.body.dataset.refresh) return location.reload();
        var fresh = page.querySelectorAll("[data-live]");
        document.querySelectorAll("[data-live]").forEach(function (old, i) {
          if (!fresh[i]) return;
          var bar = old.querySelector("progress"), next = fresh[i].querySelector("progress");
          if (bar && next && next.max !== 1) { bar.max = next.max; bar.value = next.value; }
          old.querySelectorAll("p").forEach(function (p, n) {
            var q = fresh[i].querySelectorAll("p")[n];
            if (q && p.textContent !== q.textContent) p.textContent = q.textContent;
          });
        });
        setTimeout(renew, seconds * 1000);
      })
      .catch(function () { setTimeout(renew, seconds * 5000); });
  }
  setTimeout(renew, seconds * 1000);
})();
