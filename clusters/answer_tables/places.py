"""Where in the forms of a round a line belongs: which question, in which track."""

from clusters.answer_tables.columns import INDICATOR, TRACK
from clusters.answer_tables.finders import AreaFinder, NotFound, QuestionFinder
from misbrug.text.danish import fold, join


class FormFinder:
    """Finds the question and the track of each line in what a `Batch` holds. What a text means is found out once."""

    def __init__(self, batch):
        self._batch = batch
        self._areas = {pk: AreaFinder(outline.areas) for pk, outline in batch.outlines.items()}
        self._questions = {pk: QuestionFinder(outline) for pk, outline in batch.outlines.items()}
        self._known = {}

    def find(self, line):
        """Set the line's question and track, or note what is wrong with them. Needs the line's round."""
        catalogue = line.round.catalogue_id
        if catalogue not in self._questions:
            return
        line.indicator = self._take(line, INDICATOR, (catalogue, line.indicator_text), self._question)
        if line.assessment is None:
            return
        line.track = self._take(line, TRACK, (line.assessment, line.track_text), self._track)
        if line.indicator is not None and line.track is not None:
            outline = self._batch.outlines[catalogue]
            if not outline.is_asked(line.indicator.id, line.track.split("+")):
                line.refuse(INDICATOR.name, f"Indikator {line.indicator.number} stilles ikke i det spor.")

    def _take(self, line, column, key, find):
        """Give what `find` gives for a key, found out once; note it in the line where nothing is found."""
        key = (column.name, *key)
        if key not in self._known:
            try:
                self._known[key] = find(*key[1:])
            except NotFound as problem:
                self._known[key] = problem
        found = self._known[key]
        if isinstance(found, NotFound):
            line.refuse(column.name, str(found), found.short)
            return None
        return found

    def _question(self, catalogue, text):
        return self._questions[catalogue].find(text)

    def _track(self, assessment_id, text):
        """Give the key of the track that a text names. Where nothing is begun the text says what the track will be."""
        assessment = self._batch.assessments[assessment_id]
        areas, tracks = self._areas[assessment.round.catalogue_id], self._batch.tracks[assessment_id]
        key = areas.find(text) if text else areas.all
        if not tracks:
            if key is None:
                raise NotFound(f"Det område er ikke i rundens katalog. Skriv {join(areas.names, 'eller')}.")
            return key
        named = [each for each, track in tracks.items() if text and fold(track.name) == fold(text)]
        if key in tracks or named:
            return key if key in tracks else named[0]
        names = [track.name for track in tracks.values()]
        if not text:
            raise NotFound(f"Her mangler et spor. Skriv {join(names, 'eller')}.")
        wanted = set(key.split("+")) if key else None
        whole = next((each for each in tracks if wanted and wanted < set(each.split("+"))), None)
        if whole:
            covered = join([name.lower() for name in areas.named(whole)])
            raise NotFound(
                f"{assessment.municipality_name} svarer for {covered} i ét spor. Saml svarene i én kolonne eller ét "
                "ark, eller lad kommunen dele sporene først.",
                f"Kommunen svarer for {covered} i ét spor.",
            )
        noun = "sporet" if len(names) == 1 else "sporene"
        raise NotFound(
            f"Det spor har {assessment.municipality_name} ikke. Kommunen svarer i {noun} {join(names)}.",
            "Det spor har kommunen ikke.",
        )
