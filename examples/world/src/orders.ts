import type { BooksPage } from './books/books.ts';

/** What whoever starts the world tells it. */
export type Order =
  | { readonly order: 'write'; readonly botUrl: string; readonly rate: number }
  | { readonly order: 'finish'; readonly longestMs: number; readonly bookOneTooMany: boolean };

/** What the world tells. */
export type Report =
  | { readonly report: 'ready'; readonly graphUrl: string }
  | { readonly report: 'progress'; readonly books: BooksPage }
  | { readonly report: 'finished'; readonly books: BooksPage };
