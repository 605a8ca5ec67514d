// Runs before the first paint, so that a chosen theme never flashes in the other one. A file of its own because the
// Content-Security-Policy allows no inline script.
(function () {
  try {
    var theme = localStorage.getItem('bolt-theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch (error) {
    // Storage may be switched off: the system's theme is used.
  }
})();
