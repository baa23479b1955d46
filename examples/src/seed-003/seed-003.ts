import type { Book } from "../book/book.js";
export const seed003 = async (_book: Book): Promise<void> => {};
