import type { BooksPage } from '../books/books.ts';

/** What whoever starts the users tells them. */
export type Order =
  | {
      readonly order: 'write';
      readonly botUrl: string;
      /** Where the Graph API tells what it does. */
      readonly controlPort: number;
      readonly rate: number;
      readonly patienceMs: number;
    }
  | { readonly order: 'finish'; readonly longestMs: number };

/** What they tell. */
export interface Report {
  readonly report: 'progress' | 'finished';
  readonly books: BooksPage;
}
