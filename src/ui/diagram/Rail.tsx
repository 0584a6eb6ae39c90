import { memo } from 'react'
import { usePicture } from './picture'

/** The line that a packet slides down in a card; lit as far as it has come. */
export const Rail = memo(function Rail({ node, height }: { readonly node: string; readonly height: number }) {
  const until = usePicture((picture) => picture.lit.rails[node] ?? 0)
  const against = usePicture((picture) => until > 0 && until < height && picture.moment.against)
  return (
    <>
      <span className="card-rail" />
      {until > 0 && (
        <span className="card-rail card-rail--lit" style={{ height: until, bottom: 'auto' }} data-against={against || undefined} />
      )}
    </>
  )
})
