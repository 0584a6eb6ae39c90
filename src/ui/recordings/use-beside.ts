import { useEffect, useRef, useState } from 'react'
import type { Beside } from '../../worker/protocol-recordings'
import { usePage } from '../store/page'
import { currentSimulation } from '../store/simulate'
import { whyFailed } from '../texts/why-failed'

/** How long the scenario must rest before its recording is laid beside it again, in milliseconds. */
const REST = 250

/** The recording beside the simulation of the scenario as it stands; the last good answer stays while a newer one is worked out. */
export function useBeside(): { readonly beside: Beside | null; readonly failed: string | null } {
  const scenario = usePage((page) => page.scenario)
  const [answer, setAnswer] = useState<{ readonly beside: Beside | null; readonly failed: string | null }>({ beside: null, failed: null })
  const isFirst = useRef(true)
  useEffect(() => {
    let gone = false
    const timer = setTimeout(
      () => {
        isFirst.current = false
        currentSimulation()
          ?.ask('beside', { scenario })
          .then(
            (beside) => !gone && setAnswer({ beside, failed: null }),
            (failure: unknown) => !gone && setAnswer({ beside: null, failed: whyFailed(failure) }),
          )
      },
      isFirst.current ? 0 : REST,
    )
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [scenario])
  return answer
}
