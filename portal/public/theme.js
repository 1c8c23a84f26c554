// Before the first paint, so that a chosen theme does not flash the other one. Its key is that of src/app/theme.ts.
(function () {
  try {
    var theme = localStorage.getItem('keyledger.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Without storage the system's theme holds.
  }
})();
