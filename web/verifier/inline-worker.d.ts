/** What Vite makes of a worker that is carried in the page. */
declare module '*?worker&inline' {
  const start: new () => Worker;
  export default start;
}
