package shipping

import (
	"bytes"
	_ "embed" // the table of centroids is part of the program
	"encoding/csv"
	"fmt"
	"math"
	"strconv"

	"rialto/internal/platform/errs"
)

//go:embed centroids.csv
var centroidTable []byte

// point is a place on the globe, in degrees.
type point struct{ lat, lon float64 }

// centroids are the centres of countries, key "FR", and of US states, key "US-WA".
type centroids map[string]point

func readCentroids() (centroids, error) {
	r := csv.NewReader(bytes.NewReader(centroidTable))
	r.Comment, r.FieldsPerRecord = '#', 4
	rows, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	out := centroids{}
	for _, row := range rows[1:] { // the first one is the header
		lat, bad := strconv.ParseFloat(row[2], 64)
		lon, worse := strconv.ParseFloat(row[3], 64)
		if bad != nil || worse != nil || math.Abs(lat) > 90 || math.Abs(lon) > 180 {
			return nil, fmt.Errorf("%q is not a place on earth", row)
		}
		out[centroidKey(row[0], row[1])] = point{lat, lon}
	}
	return out, nil
}

func centroidKey(country, region string) string {
	if region == "" {
		return country
	}
	return country + "-" + region
}

// of returns where an address counts as being: the state in the US, the country elsewhere, whatever its region.
func (c centroids) of(country, region string) (point, error) {
	if _, known := c[country]; !known {
		return point{}, errs.InvalidFields(errs.Field{Name: "address.country", Problem: fmt.Sprintf("%.10q is not the two-letter code of a country", country)})
	}
	if country != "US" {
		return c[country], nil
	}
	p, known := c[centroidKey(country, region)]
	if !known || region == "" {
		return point{}, errs.InvalidFields(errs.Field{Name: "address.region", Problem: fmt.Sprintf("%.10q is not the two-letter code of a US state, such as WA", region)})
	}
	return p, nil
}

const earthRadiusKm = 6371.0

// km is the great-circle distance (haversine), good for short distances and for points that face each other.
func (p point) km(q point) float64 {
	rad := func(degrees float64) float64 { return degrees * math.Pi / 180 }
	h := math.Pow(math.Sin(rad(q.lat-p.lat)/2), 2) +
		math.Cos(rad(p.lat))*math.Cos(rad(q.lat))*math.Pow(math.Sin(rad(q.lon-p.lon)/2), 2)
	return 2 * earthRadiusKm * math.Asin(math.Sqrt(min(h, 1)))
}
