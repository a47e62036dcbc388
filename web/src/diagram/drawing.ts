/** The code of the drawing, which is large: only where there is one. */
export const drawingOptions = {
  queryKey: ['drawing'],
  queryFn: () => import('./Canvas'),
  staleTime: Number.POSITIVE_INFINITY,
}

/** From which width a drawing is shown before it is asked for. */
export const NARROW = '(max-width: 640px)'
