/**
 * Keeps `data-theme` of the page at what the system, or main's nativeTheme on the person's wish, prefers: app.css
 * then needs each theme's colours once. For paper it is light, so that a canvas is painted anew for it too.
 */
export function followTheme(page: HTMLElement): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    page.dataset['theme'] = dark.matches ? 'dark' : 'light';
  };
  dark.addEventListener('change', apply);
  window.addEventListener('beforeprint', () => (page.dataset['theme'] = 'light'));
  window.addEventListener('afterprint', apply);
  apply();
}
