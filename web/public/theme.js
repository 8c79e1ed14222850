// Before the first paint, and a file of its own because the page allows no inline scripts.
(() => {
  try {
    const theme = localStorage.getItem('marketgraph.theme');
    if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is blocked: the system's theme it is.
  }
})();
