import { Check } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Story, StoryStep } from '../../stories'
import { usePage } from '../store/page-store'
import { useTexts } from '../texts/use-texts'
import { FigureBars } from './FigureBars'
import './lesson.css'
import { setProgress, useProgress } from './progress'
import { RichText } from './RichText'
import { actInStep, goToStep, restoreStep } from './take-step'

interface LessonProps {
  readonly story: Story
  /** What stands before the first step, with the button that begins it. */
  readonly puzzle: (begin: ReactNode) => ReactNode
}

/** The steps through a story: one at a time, each a press away. */
export function Lesson({ story, puzzle }: LessonProps) {
  const texts = useTexts().dialogs.lesson
  const { step, seen } = useProgress(story.id)
  const [isLost, setLost] = useState(false)
  const told = (found: boolean) => setLost(!found)
  const open = (index: number) => goToStep(story, index, told)
  const now = step === null ? null : (story.steps[step] ?? null)
  return (
    <>
      {story.steps.length > 0 && (
        <ol className="lesson__steps" aria-label={texts.steps}>
          <li>
            <button
              type="button"
              className="lesson__number"
              aria-current={now === null ? 'step' : undefined}
              onClick={() => setProgress(story.id, { step: null, seen })}
            >
              {texts.puzzle}
            </button>
          </li>
          {story.steps.map((one, index) => (
            <li key={one.en.do}>
              <button
                type="button"
                className="lesson__number"
                aria-current={index === step ? 'step' : undefined}
                aria-label={texts.step(index + 1, story.steps.length, seen.includes(index))}
                data-seen={seen.includes(index)}
                onClick={() => open(index)}
              >
                {index + 1}
              </button>
            </li>
          ))}
        </ol>
      )}
      {now === null || step === null ? (
        puzzle(
          story.steps.length > 0 && (
            <button type="button" className="button button--small button--solid" onClick={() => open(0)}>
              {texts.begin}
            </button>
          ),
        )
      ) : (
        <fieldset className="lesson__step" aria-label={texts.at(step + 1, story.steps.length)}>
          <StepText step={now} />
          {isLost && <p className="lesson__lost">{texts.lost}</p>}
          <div className="lesson__go">
            {now.act !== undefined && <ActButton step={now} onAct={() => actInStep(story, step, told)} />}
            {isLost && (
              <button type="button" className="button button--small" onClick={() => restoreStep(story, step, told)}>
                {texts.restore}
              </button>
            )}
            {now.act === undefined && !isLost && (
              <button type="button" className="button button--small" onClick={() => open(step)}>
                {texts.show}
              </button>
            )}
            {step + 1 < story.steps.length ? (
              <button
                type="button"
                className={now.act === undefined ? 'button button--small button--solid' : 'button button--small'}
                onClick={() => open(step + 1)}
              >
                {texts.next}
              </button>
            ) : (
              <span className="lesson__end">
                <Check size={14} aria-hidden="true" />
                {texts.end}
              </span>
            )}
          </div>
        </fieldset>
      )}
    </>
  )
}

function ActButton({ step, onAct }: { readonly step: StoryStep; readonly onAct: () => void }) {
  const language = usePage((page) => page.language)
  const { act } = step
  if (act === undefined) return null
  return (
    <button type="button" className="button button--small button--solid" onClick={onAct}>
      {language === 'zh' ? act.chineseName : act.name}
    </button>
  )
}

function StepText({ step }: { readonly step: StoryStep }) {
  const texts = useTexts().dialogs.lesson
  const language = usePage((page) => page.language)
  const words = step[language]
  return (
    <dl className="lesson__text" aria-live="polite">
      <dt>{texts.do}</dt>
      <dd className="lesson__do">
        <RichText text={words.do} />
      </dd>
      <dt>{texts.see}</dt>
      <dd>
        <RichText text={words.see} />
        {step.figure !== undefined && <FigureBars figure={step.figure} />}
      </dd>
      <dt>{texts.why}</dt>
      <dd>
        <RichText text={words.why} />
      </dd>
    </dl>
  )
}
