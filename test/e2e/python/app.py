import marimo

app = marimo.App(width="full")


@app.cell
def _():
    import json

    import marimo as mo
    from charts import frame, mistakes, pairs, pieces, points, shifts, sure

    return frame, json, mistakes, mo, pairs, pieces, points, shifts, sure


@app.cell
def _(mistakes, mo, pairs, pieces, points, shifts, sure):
    charts = [mo.ui.anywidget(each) for each in (points, mistakes, shifts, sure, pairs, pieces)]
    first, second, third, fourth, fifth, sixth = charts
    mo.vstack(charts)
    return fifth, first, fourth, second, sixth, third


@app.cell
def _(fifth, first, fourth, json, mo, second, sixth, third):
    selections = [each.value["selection"] for each in (first, second, third, fourth, fifth, sixth)]
    mo.Html(f"<pre id='selections'>{json.dumps(selections)}</pre>")
    return


@app.cell
def _(frame, mistakes, mo, points):
    def select(_):
        points.selection = [3, 1]
        mistakes.selection = frame.prediction.eq("cat") & frame.label.eq("bird")

    mo.ui.button(label="Select from Python", on_click=select)
    return


if __name__ == "__main__":
    app.run()
