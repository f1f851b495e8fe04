//! Until when a report is for nobody but its early readers.

use jiff::fmt::temporal::Pieces;

use super::Date;

/// A moment, as its author wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// Seconds since 1970.
    pub seconds: i64,
    pub day: Date,
    /// `09:30`; with seconds only where there are some.
    pub time: String,
    /// `UTC+01:00`, or `UTC`.
    pub zone: String,
}

/// What is missing in a text that should be a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoMoment {
    /// It is none at all, or one of no day.
    NotUnderstood,
    /// It has a time, and no zone: half of the world has another one.
    NoZone,
    /// No zone is so far from Greenwich.
    NoSuchZone,
}

/// How far zones are from Greenwich, in hours: 12 in the west of it, 14 in the east.
const FARTHEST: [i32; 2] = [-12, 14];

impl Moment {
    /// Reads `2018-03-05T09:30+01:00`: a day, a time, and how far its zone is from Greenwich. Names of zones are not
    /// read, since what they mean changes.
    pub fn read(written: &str) -> Result<Moment, NoMoment> {
        let pieces = Pieces::parse(written).map_err(|_| NoMoment::NotUnderstood)?;
        let time = pieces.time().ok_or(NoMoment::NotUnderstood)?;
        let zone = (pieces.to_numeric_offset(), pieces.time_zone_annotation());
        let (Some(offset), None) = zone else { return Err(NoMoment::NoZone) };
        let [west, east] = FARTHEST.map(|hours| hours * 60 * 60);
        if !(west..=east).contains(&offset.seconds()) {
            return Err(NoMoment::NoSuchZone);
        }
        let moment = offset.to_timestamp(pieces.date().to_datetime(time)).map_err(|_| NoMoment::NotUnderstood)?;
        let seconds = if time.second() == 0 { String::new() } else { format!(":{:02}", time.second()) };
        let zone = offset.seconds();
        let (sign, minutes) = (if zone < 0 { '-' } else { '+' }, zone.abs() / 60);
        Ok(Moment {
            seconds: moment.as_second(),
            day: pieces.date(),
            time: format!("{:02}:{:02}{seconds}", time.hour(), time.minute()),
            zone: if zone == 0 {
                "UTC".to_owned()
            } else {
                format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            },
        })
    }

    /// `2018-03-05T09:30+01:00`, as [`Moment::read`] reads it.
    pub fn written(&self) -> String {
        let zone = self.zone.strip_prefix("UTC").filter(|zone| !zone.is_empty()).unwrap_or("Z");
        format!("{}T{}{zone}", self.day, self.time)
    }

    /// `2018-03-05 09:30 (UTC+01:00)`, for messages.
    pub fn plain(&self) -> String {
        format!("{} {} ({})", self.day, self.time, self.zone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_a_day_a_time_and_a_zone() {
        let read = |text| Moment::read(text).map(|moment| (moment.seconds, moment.plain()));
        assert_eq!(read("2018-03-05T09:30+01:00"), Ok((1_520_238_600, "2018-03-05 09:30 (UTC+01:00)".to_owned())));
        assert_eq!(read("2018-03-05 08:30:15Z"), Ok((1_520_238_615, "2018-03-05 08:30:15 (UTC)".to_owned())));
        assert_eq!(read("2018-03-05T00:00-03:30"), Ok((1_520_220_600, "2018-03-05 00:00 (UTC-03:30)".to_owned())));
        for written in ["2018-03-05T09:30+01:00", "2018-03-05T08:30:15Z"] {
            assert_eq!(Moment::read(written).map(|moment| moment.written()), Ok(written.to_owned()));
        }
        assert_eq!(read("2018-03-05T09:30"), Err(NoMoment::NoZone));
        assert_eq!(read("2018-03-05T09:30[Europe/Copenhagen]"), Err(NoMoment::NoZone));
        for far in ["2018-03-05T09:30+25:00", "2018-03-05T09:30-12:30", "2018-03-05T09:30+14:01"] {
            assert_eq!(read(far), Err(NoMoment::NoSuchZone), "{far}");
        }
        assert!(read("2018-03-05T09:30+14:00").is_ok() && read("2018-03-05T09:30-12:00").is_ok());
        for wrong in ["2018-03-05", "09:30+01:00", "soon", "", "2018-13-05T09:30+01:00", "2018-03-05T25:30+01:00"] {
            assert_eq!(read(wrong), Err(NoMoment::NotUnderstood), "{wrong}");
        }
    }
}
