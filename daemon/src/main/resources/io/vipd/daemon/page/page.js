'use strict';
// Replaces what is shown by what the daemon shows now, every two seconds, while somebody looks.
(() => {
  const every = 2000;
  const live = () => document.getElementById('live');
  const stale = document.getElementById('stale');
  let since = new Date();

  const busy = () => {
    const selection = document.getSelection();
    return selection && !selection.isCollapsed && live().contains(selection.anchorNode);
  };

  const show = (fresh) => {
    const focused = document.activeElement && document.activeElement.getAttribute('href');
    live().replaceWith(document.adoptNode(fresh.getElementById('live')));
    if (focused && document.activeElement === document.body) {
      const again = [...live().querySelectorAll('a')].find((a) => a.getAttribute('href') === focused);
      if (again) again.focus({ preventScroll: true });
    }
    // A screen reader tells of the summary when it changes, and of nothing else.
    const summary = document.getElementById('summary');
    const text = fresh.getElementById('summary').textContent;
    if (summary.textContent !== text) summary.textContent = text;
    document.title = fresh.title;
  };

  const refresh = async () => {
    if (document.hidden || busy()) return;
    try {
      const answer = await fetch('/', { cache: 'no-store', signal: AbortSignal.timeout(5000) });
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
      show(fresh);
      since = new Date();
      stale.hidden = true;
    } catch {
      stale.textContent = `vipd does not answer; this is how it was at ${since.toLocaleTimeString()}.`;
      stale.hidden = false;
    }
  };

  const loop = () => setTimeout(() => refresh().finally(loop), every);
  loop();
  document.addEventListener('visibilitychange', refresh);
})();
