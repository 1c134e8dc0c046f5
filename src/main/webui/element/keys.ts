const STEP: Record<string, (index: number, last: number) => number> = {
  ArrowDown: (index) => index + 1,
  PageDown: (index) => index + 1,
  ArrowUp: (index) => index - 1,
  PageUp: (index) => index - 1,
  Home: () => 0,
  End: (_, last) => last,
};

/** Moves the focus among the articles of a feed, from wherever inside one of them it is. */
export function moveAmongArticles(event: KeyboardEvent): void {
  const step = STEP[event.key];
  const articles = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('article')];
  const index = articles.findIndex((article) => article.contains(event.target as Node));
  if (step && index >= 0 && !event.altKey && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    articles[step(index, articles.length - 1)]?.focus();
  }
}

/** Where the focus goes when an article leaves the list: to the next one, else the one before. */
export function neighbourOf(article: HTMLElement): HTMLElement | undefined {
  const articles = [...article.closest('[role="feed"]')!.querySelectorAll<HTMLElement>('article')];
  const index = articles.indexOf(article);
  return articles[index + 1] ?? articles[index - 1];
}
