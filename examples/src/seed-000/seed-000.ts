import type { Book } from "../book/book.js";
export const seed000 = async (_book: Book): Promise<void> => {};
