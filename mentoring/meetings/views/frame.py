"""What pages ask of what is due: the frame of a school, read once a page."""

from mentoring.meetings.queries.due import Frame, frame_of
from mentoring.programme.views.shared import programmes_here, settings_here, times_here
from mentoring.web import waiting


def frame_here(school_id: str) -> Frame:
    """Return what every question about what is due needs of the reader's school."""

    def make() -> Frame:
        return frame_of(
            school_id,
            held=programmes_here(school_id),
            settings=settings_here(school_id),
            times=times_here(school_id),
        )

    return waiting.once("due: frame", make)
