// Light or dark as this browser was told, else as its system is.
{
  const KEY = "theme";
  const page = document.documentElement;

  const isDark = () =>
    page.dataset.theme
      ? page.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;

  const take = (theme) => {
    if (theme === "light" || theme === "dark") page.dataset.theme = theme;
  };

  take(localStorage.getItem(KEY));

  addEventListener("storage", ({ key, newValue }) => key === KEY && take(newValue));

  addEventListener("click", ({ target }) => {
    if (!target.closest?.("[data-theme-toggle]")) return;

    const theme = isDark() ? "light" : "dark";
    localStorage.setItem(KEY, theme);
    take(theme);
  });
}
