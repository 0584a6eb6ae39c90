import type { IPosition, IRange, editor as monaco } from 'monaco-editor/editor'
import type { Span } from '../../../model'

export function rangeOf({ line, column, endLine, endColumn }: Span): IRange {
  return { startLineNumber: line, startColumn: column, endLineNumber: endLine, endColumn }
}

export function pointRange({ lineNumber, column }: IPosition): IRange {
  return { startLineNumber: lineNumber, startColumn: column, endLineNumber: lineNumber, endColumn: column }
}

/** Where a place of a text is by the time that something has been waited for, though the text was typed in meanwhile. */
export async function atPlace<T>(model: monaco.ITextModel, place: IPosition, work: (now: () => IPosition) => Promise<T>): Promise<T> {
  const [mark = ''] = model.deltaDecorations([], [{ range: pointRange(place), options: {} }])
  try {
    return await work(() => model.getDecorationRange(mark)?.getStartPosition() ?? place)
  } finally {
    if (!model.isDisposed()) model.deltaDecorations([mark], [])
  }
}
