/** Light or dark, as chosen, and remembered for the next visit. */
export function wireTheme(button: HTMLElement, onTheme: (theme: string) => void): void {
  const root = document.documentElement;
  const apply = (theme: string): void => {
    root.dataset.theme = theme;
    onTheme(theme);
  };
  apply(localStorage.getItem('theme') ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'));
  button.addEventListener('click', () => {
    apply(root.dataset.theme === 'dark' ? 'light' : 'dark');
    localStorage.setItem('theme', root.dataset.theme!);
  });
}
